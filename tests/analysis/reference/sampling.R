# Sample sizes, allocation within bounds, and draws repeated with sha256sum instead of Python.
# Beyond common.R it needs the program sha256sum (coreutils).
source("common.R")
pop <- read_data("sipas_population.csv")
by_unit <- tapply(pop$N, pop$unit, sum)
by_stratum <- tapply(pop$N, paste(pop$unit, pop$channel), sum)

# Sizes: the textbook formulas, unit by unit.
half <- function(level) qnorm((1 + level) / 2)
finite <- function(n0, N, loss) as.vector(ceiling(n0 / (1 + (n0 - loss) / N)))
plans <- expand.grid(margin = c(0.02, 0.05, 0.1), share = c(0.5, 0.9), level = c(0.9, 0.95, 0.99), deff = c(0.8, 1, 1.7))
plans$n <- lapply(seq_len(nrow(plans)), function(i) with(plans[i, ],
  finite(half(level)^2 * share * (1 - share) * deff / margin^2, by_unit, 1)))
means <- expand.grid(margin = c(1, 2.5), sd = c(12.5, 30), level = c(0.9, 0.95), deff = c(1, 1.3))
means$n <- lapply(seq_len(nrow(means)), function(i) with(means[i, ],
  finite(half(level)^2 * sd^2 * deff / margin^2, by_unit, 0)))
sizes <- list(population = as.vector(by_unit),
              yamane_03 = as.vector(ceiling(by_unit / (1 + by_unit * 0.03^2))),
              share = plans, mean = means,
              half_width = as.vector(qnorm(0.975) * sqrt(0.09 * 1.2 / 30 * (by_unit - 30) / (by_unit - 1))))

# Allocation: c such that sum(clip(c x measure)) is the total, found by bisection, then rounded by
# the largest remainders. Another road than repeated fixing, to the same answer.
clip <- function(x, low, high) pmin(pmax(x, low), high)
solve_shares <- function(measure, total, low, high) {
  gap <- function(c) sum(clip(c * measure, low, high)) - total
  top <- max(high / measure)
  c <- uniroot(gap, c(0, top), tol = .Machine$double.eps * top)$root
  for (i in 1:50) {                       # polish: on the free strata the answer is linear in c
    x <- clip(c * measure, low, high); free <- x > low & x < high
    c <- (total - sum(x[!free])) / sum(measure[free])
  }
  clip(c * measure, low, high)
}
round_shares <- function(x, total) {
  n <- floor(x + 1e-9); k <- total - sum(n)
  if (k > 0) { first <- order(-round(x - n, 9))[seq_len(k)]; n[first] <- n[first] + 1 }
  n
}
N <- as.vector(by_stratum)
S <- rep_len(c(0.12, 0.31, 0.22, 0.4, 0.17, 0.05, 0.28), length(N))
cost <- rep_len(c(1, 2.5, 4), length(N))
one <- function(total, measure, low, high) {
  low <- pmin(low, N); high <- pmin(high, N)
  list(total = total, n = round_shares(solve_shares(measure, total, low, high), total))
}
allocation <- list(population = N, spread = S, cost = cost,
  proportional_8_300 = one(2005, N, 8, 300),
  square_root_5_60 = one(1500, sqrt(N), 5, 60),
  neyman_3 = one(900, N * S, 3, Inf),
  cost_10_250 = one(2500, N * S / sqrt(cost), 10, 250),
  power_03_0_40 = one(2000, N^0.3, 0, 40),
  equal_0_35 = one(2400, N^0, 0, 35))

# Proportional to size: units that reach 1 are fixed one at a time, the largest first.
certain_first <- function(x, n) {
  p <- n * x / sum(x)
  while (any(p > 1)) {
    big <- union(which(p == 1), which(p > 1 & x == max(x[p > 1])))
    p[big] <- 1; p[-big] <- (n - length(big)) * x[-big] / sum(x[-big])
  }
  p
}
hits <- function(p, u) { top <- cumsum(p); which(ceiling(top - u) > ceiling(top - p - u)) }
pps <- lapply(list(c(5, 0.11), c(12, 0.37), c(20, 0.62), c(33, 0.94)), function(a) {
  p <- certain_first(as.vector(by_unit), a[1])
  list(n = a[1], start = a[2], probability = p, drawn = hits(p, a[2]) - 1)
})

# Draws: the digests of seed|id, from sha256sum.
digest <- function(texts) vapply(texts, function(text) {
  file <- tempfile(); on.exit(unlink(file))
  writeBin(charToRaw(enc2utf8(text)), file)
  substr(system2("sha256sum", file, stdout = TRUE), 1, 64)
}, "")
seed <- "S\u1edf N\u1ed9i v\u1ee5 2021-11-05 / 4711"
ids <- sprintf("H%03d", 1:60); stratum <- rep(c("A", "B", "C"), c(10, 20, 30))
key <- digest(paste0(seed, "|", ids)); rank <- order(key, method = "radix")
start <- strtoi(substr(digest(paste0(seed, "|start")), 1, 7), 16) / 16^7 +
  strtoi(substr(digest(paste0(seed, "|start")), 8, 13), 16) / 16^13
wanted <- c(A = 2, B = 4, C = 6)
in_strata <- function(skip, take) unlist(lapply(names(wanted), function(h)
  rank[stratum[rank] == h][skip[[h]] + seq_len(take[[h]])])) - 1
none <- c(A = 0, B = 0, C = 0); two <- c(A = 2, B = 2, C = 2)
draws <- list(seed = seed, ids = ids, stratum = stratum, digest_of_first = unname(key[1]), start = start,
  simple = rank[1:7] - 1, simple_reserve = rank[8:12] - 1,
  stratified = in_strata(none, wanted), stratified_reserve = in_strata(wanted, two),
  systematic_7 = floor((start + 0:6) * 60 / 7), systematic_every_4.5 = Filter(function(x) x < 60, floor((start + 0:13) * 4.5)))

write_cases("sampling", list(sizes = sizes, allocation = allocation, pps = pps, draws = draws))
