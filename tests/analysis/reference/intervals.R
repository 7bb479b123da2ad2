# Confidence intervals for shares: R's own functions where they exist, quantiles and roots elsewhere.
source("common.R")

levels <- c(0.90, 0.95, 0.99)
ends <- function(x) as.numeric(unname(x))

# --- Units of the simulated survey: every method of svyciprop, three levels, own df and others.
sipas <- read_data("sipas.csv")
sipas$weight <- sipas$N_h / ave(rep(1, nrow(sipas)), sipas$stratum, FUN = sum)

ciprop <- function(domain, method, level, df) {
  found <- try(suppressWarnings(svyciprop(~answer, domain, method = method, level = level, df = df)), silent = TRUE)
  if (inherits(found, "try-error")) NULL else ends(attr(found, "ci"))
}

score_roots <- function(p, n_eff, q) sort(Re(polyroot(c(p^2, -(2 * p + q^2 / n_eff), 1 + q^2 / n_eff))))

beta_ends <- function(successes, failures, tail) {
  c(if (successes == 0) 0 else qbeta(tail, successes, failures + 1),
    if (failures == 0) 1 else qbeta(tail, successes + 1, failures, lower.tail = FALSE))
}

unit_case <- function(unit, item) {
  sipas$answer <- as.numeric(sipas[[item]] >= 4)
  whole <- svydesign(ids = ~1, strata = ~stratum, weights = ~weight, fpc = ~N_h, data = sipas)
  domain <- whole[which(sipas$unit == unit & !is.na(sipas$answer)), ]
  share <- svymean(~answer, domain)
  w <- weights(domain)
  list(domain = domain, unit = unit, item = item, p = as.numeric(coef(share)), variance = as.numeric(vcov(share)),
       n = length(w), df = degf(domain), kish_n = sum(w)^2 / sum(w^2))
}

intervals_of <- function(case, level, df) {
  tail <- (1 - level) / 2
  edge <- case$variance < 1e-24
  n_eff <- if (edge) case$n else case$p * (1 - case$p) / case$variance
  adjusted <- n_eff * (qt(tail, case$n - 1) / qt(tail, df))^2
  capped <- min(adjusted, case$n)
  r <- lapply(c(mean = "mean", xlogit = "xlogit", asin = "asin", likelihood = "likelihood"), function(m)
    if (edge && m != "mean") NULL else ciprop(case$domain, m, level, df))
  c(case[c("unit", "item", "p", "variance", "n", "kish_n")], list(df = if (is.finite(df)) df else "Inf", level = level),
    r, list(
      beta = if (edge || df != case$df) NULL else ciprop(case$domain, "beta", level, df),
      wilson_t = score_roots(case$p, n_eff, qt(1 - tail, df)),
      wilson_z = score_roots(case$p, n_eff, qnorm(1 - tail)),
      korn_graubard = beta_ends(adjusted * case$p, adjusted * (1 - case$p), tail),
      korn_graubard_capped = beta_ends(capped * case$p, capped * (1 - case$p), tail)))
}

units <- c("U01", "U02", "U03", "U05", "U08", "U20", "U33", "U40")
cases <- unlist(lapply(units, function(u) lapply(c("q17", "q05"), function(i) unit_case(u, i))), recursive = FALSE)
survey_cases <- unlist(lapply(cases, function(case) c(
  lapply(levels, function(level) intervals_of(case, level, case$df)),
  lapply(c(1, 2.5, Inf), function(df) intervals_of(case, 0.95, df)))), recursive = FALSE)

# --- Counts: binom.test, prop.test, beta quantiles, mid-P by the root of its definition.
mid_p <- function(x, n, tail) {
  above <- function(p) pbinom(x, n, p, lower.tail = FALSE) + dbinom(x, n, p) / 2
  solve <- function(f) uniroot(f, c(0, 1), tol = .Machine$double.eps)$root
  c(if (x == 0) 0 else solve(function(p) above(p) - tail), if (x == n) 1 else solve(function(p) above(p) - (1 - tail)))
}

count_case <- function(x, n, level) {
  tail <- (1 - level) / 2
  z <- qnorm(1 - tail)
  m <- (x + z^2 / 2) / (n + z^2)
  list(x = x, n = n, level = level,
       clopper_pearson = ends(binom.test(x, n, conf.level = level)$conf.int),
       wilson = ends(suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE))$conf.int),
       jeffreys = c(if (x == 0) 0 else qbeta(tail, x + 0.5, n - x + 0.5), if (x == n) 1 else qbeta(1 - tail, x + 0.5, n - x + 0.5)),
       mid_p = mid_p(x, n, tail),
       agresti_coull = m + c(-1, 1) * z * sqrt(m * (1 - m) / (n + z^2)),
       at_least = if (x == 0) 0 else ends(binom.test(x, n, alternative = "greater", conf.level = level)$conf.int)[1])
}

counts <- list(c(0, 1), c(1, 1), c(1, 2), c(0, 12), c(11, 12), c(12, 12), c(15, 15), c(29, 30), c(50, 50), c(49, 50),
               c(1, 50), c(33, 64), c(100, 100), c(384, 385), c(1999, 2000), c(3, 100000))
count_cases <- unlist(lapply(levels, function(level) lapply(counts, function(k) count_case(k[1], k[2], level))), recursive = FALSE)

# --- Exact limits in a finite population: every K tried.
finite_case <- function(x, n, N, level) {
  tail <- (1 - level) / 2
  K <- x:(N - (n - x))
  list(x = x, n = n, N = N, level = level,
       limits = c(min(K[phyper(x - 1, K, N - K, n, lower.tail = FALSE) > tail]), max(K[phyper(x, K, N - K, n) > tail])) / N)
}

finite <- list(c(15, 15, 38), c(14, 15, 38), c(0, 15, 38), c(7, 15, 38), c(36, 36, 38), c(37, 37, 38), c(38, 38, 38), c(1, 1, 2),
               c(50, 50, 200), c(48, 50, 200), c(10, 50, 200), c(120, 120, 300), c(117, 120, 300), c(60, 120, 300),
               c(400, 1000, 5000), c(995, 1000, 5000))
finite_cases <- unlist(lapply(levels, function(level) lapply(finite, function(k) finite_case(k[1], k[2], k[3], level))), recursive = FALSE)

# --- Quantiles: beta with real-valued arguments, t with few and many degrees of freedom.
beta_cases <- lapply(list(c(0.3, 0.02), c(2.5, 0.4), c(14.784, 0), c(61.83, 6.93), c(0, 3.7), c(987654.3, 12.5), c(499.5, 500.5)), function(k)
  list(successes = k[1], failures = k[2], limits = beta_ends(k[1], k[2], 0.025)))
t_cases <- unlist(lapply(c(0.90, 0.95, 0.99), function(level) lapply(c(0.5, 1, 2, 2.5, 8, 48, 1000, 1e7), function(df)
  list(level = level, df = df, q = qt(1 - (1 - level) / 2, df)))), recursive = FALSE)

write_cases("intervals", list(survey = survey_cases, counts = count_cases, finite = finite_cases, beta = beta_cases, t = t_cases))
