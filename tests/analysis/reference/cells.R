# The index of units and its covariance on the simulated survey: weights as given, post-stratified
# by unit x channel, and raked to unit, channel, age and sex. Needs nothing beyond common.R.
source("common.R")
d <- read_data("sipas.csv"); pop <- read_data("sipas_population.csv")
items <- sprintf("q%02d", 1:20)
parts <- list(F1 = items[1:4], F2 = items[5:8], F3 = items[9:13], F4 = items[14:17], F5 = items[18:20])
d$w <- d$N_h / ave(d$N_h, d$stratum, FUN = length)
d$age <- factor(d$age); d$sex <- factor(d$sex); d$unit <- factor(d$unit); d$channel <- factor(d$channel)
for (q in items) {
  d[[paste0("v_", q)]] <- as.numeric(!is.na(d[[q]]))
  d[[paste0("s_", q)]] <- ifelse(is.na(d[[q]]), 0, as.numeric(d[[q]] >= 4))
}
strat <- svydesign(ids = ~1, strata = ~stratum, weights = ~w, fpc = ~N_h, data = d)
plain <- svydesign(ids = ~1, strata = ~stratum, weights = ~w, data = d)
margin <- function(v) { t <- tapply(pop$N, pop[[v]], sum); as.vector(t[levels(d[[v]])]) }
totals <- c(sum(pop$N), margin("unit")[-1], margin("channel")[-1], margin("age")[-1], margin("sex")[-1])
x <- model.matrix(~ unit + channel + age + sex, d)
names(totals) <- colnames(x)
raked <- calibrate(strat, ~ unit + channel + age + sex, totals, calfun = "raking", epsilon = 1e-13, maxit = 500)

zero <- function(v) { v[abs(v) < 1e-22] <- 0; v }
# Index of several domains at once: totals of every item within every domain, then one contrast each.
index_of <- function(design, domains, groups, how) {
  for (u in names(domains)) for (q in items) for (k in c("s", "v"))
    design$variables[[paste0(k, u, q)]] <- design$variables[[paste0(k, "_", q)]] * domains[[u]]
  names_of <- function(k, u, qs) paste0(k, u, qs)
  vars <- unlist(lapply(names(domains), function(u) c(names_of("s", u, items), names_of("v", u, items))))
  t <- svytotal(reformulate(vars), design)
  known <- function(u, qs) qs[coef(t)[names_of("v", u, qs)] > 0]
  mean_of <- function(terms) paste0("(", paste(terms, collapse = "+"), ")/", length(terms))
  shares <- function(u, qs) paste0(names_of("s", u, known(u, qs)), "/", names_of("v", u, known(u, qs)))
  formula <- function(u) switch(how,
    criteria = mean_of(shares(u, items)),
    factors = mean_of(sapply(groups, function(qs) mean_of(shares(u, qs)))),
    pooled = paste0("(", paste(names_of("s", u, items), collapse = "+"), ")/(",
                    paste(names_of("v", u, items), collapse = "+"), ")"))
  e <- svycontrast(t, lapply(setNames(names(domains), names(domains)), function(u) parse(text = formula(u))[[1]]))
  list(estimate = as.vector(coef(e)), covariance = matrix(zero(as.vector(vcov(e))), length(domains)))
}
one <- function(design, code, q) {
  r <- svyratio(reformulate(paste0("s_", q)), reformulate(paste0("v_", q)), subset(design, d$unit == code))
  list(unit = code, item = q, estimate = as.vector(coef(r)), se = sqrt(zero(as.vector(vcov(r)))))
}
units <- c("U01", "U02", "U05", "U15", "U22")
domains <- setNames(lapply(units, function(u) as.numeric(d$unit == u)), units)
everybody <- list(all = rep(1, nrow(d)))
designs <- list(stratified = strat, replacement = plain, raked = raked)
write_cases("cells", lapply(designs, function(D) list(
  weight_first10 = as.vector(weights(D))[1:10], weight_sumsq = sum(weights(D)^2), units = units,
  criteria = index_of(D, domains, parts, "criteria"),
  factors = index_of(D, domains, parts, "factors"),
  pooled = index_of(D, domains, parts, "pooled"),
  everybody = index_of(D, everybody, parts, "criteria"),
  items = unlist(lapply(units, function(u) lapply(c("q01", "q17"), function(q) one(D, u, q))), recursive = FALSE))))
