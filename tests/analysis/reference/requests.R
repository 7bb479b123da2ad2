# What statisticians ask of a survey, from design to figure: weights raked, years compared,
# domains crossed, replicate weights that came with the data, every interval of a proportion.
source("common.R")

d <- read_data("sipas.csv")
population <- read_data("sipas_population.csv")
for (name in c("unit", "channel", "age", "sex")) {
  d[[name]] <- factor(d[[name]])
  population[[name]] <- factor(population[[name]], levels = levels(d[[name]]))
}
d$w <- d$N_h / ave(d$N_h, d$stratum, FUN = length)
d$v <- as.numeric(!is.na(d$q17))
d$s <- ifelse(is.na(d$q17), 0, as.numeric(d$q17 >= 4))
d$y <- as.numeric(d$q17 >= 4)

pair <- function(x) list(estimate = unname(c(coef(x))), se = unname(c(SE(x))))
limits <- function(x, df, level = 0.95) unname(as.matrix(confint(x, level = level, df = df)))
by_ratio <- function(formula, D) svyby(~s, formula, D, svyratio, denominator = ~v)
totals_of <- function(formula) colSums(model.matrix(formula, population) * population$N)
plain <- svydesign(id = ~1, strata = ~stratum, weights = ~w, fpc = ~N_h, data = d)

# Raked: the standard error of one item, whole and by domain.
raked_figures <- function(formula) {
  D <- calibrate(plain, formula, totals_of(formula), calfun = "raking", epsilon = 1e-13, maxit = 500)
  whole <- svyratio(~s, ~v, D)
  list(whole = pair(whole), df = degf(D), limits = limits(whole, degf(D)),
       by_unit = pair(by_ratio(~unit, D)), by_age_channel = pair(by_ratio(~channel + age, D)))
}
raked <- list(three = raked_figures(~channel + age + sex),
              four = raked_figures(~unit + channel + age + sex))

# Two years: the second asks two thirds of the people again, and some have changed their mind.
second <- d[d$id %% 3 != 0, ]
changed <- second$id %% 17 == 0
second$s[changed] <- (1 - second$s[changed]) * second$v[changed]
first <- d
first$year <- 1
second$year <- 2
years <- rbind(first, second)
years$cell <- paste(years$year, years$stratum)
years$w <- years$N_h / ave(years$N_h, years$cell, FUN = length)
compared <- function(D) {
  by <- svyby(~s, ~year, D, svyratio, denominator = ~v, covmat = TRUE)
  rise <- svycontrast(by, c(-1, 1))
  list(by = pair(by), covariance = unname(vcov(by)), rise = pair(rise), df = degf(D),
       limits = limits(rise, degf(D), 0.9))
}
years_of <- list(
  independent = compared(svydesign(id = ~1, strata = ~cell, weights = ~w, fpc = ~N_h, data = years)),
  same_people = compared(svydesign(id = ~id, strata = ~stratum, weights = ~w, data = years)))

# Crossed domains with their covariance; degrees of freedom and design effect of a domain.
crossed <- function(f, ...) {
  x <- svyby(~s, ~sex + channel, plain, f, covmat = TRUE, ...)
  c(pair(x), list(covariance = unname(vcov(x)), limits = limits(x, degf(plain))))
}
women <- subset(plain, sex == "F" & unit == "U07")
domains <- list(
  totals = crossed(svytotal), means = crossed(svymean), ratios = crossed(svyratio, denominator = ~v),
  women = c(pair(svymean(~s, women)), list(
    df = degf(women), effect = unname(as.vector(deff(svymean(~s, women, deff = TRUE)))),
    replace = unname(as.vector(deff(svymean(~s, women, deff = "replace")))))))

# Every interval of a proportion, of the whole and of a domain.
proportion <- function(D, level) {
  one <- function(method) as.vector(attr(svyciprop(~s, D, method = method, level = level), "ci"))
  methods <- c("logit", "xlogit", "likelihood", "asin", "beta", "mean")
  list(level = level, limits = setNames(lapply(methods, one), methods))
}
proportions <- list(whole = proportion(plain, 0.95), women = proportion(women, 0.9),
                    raked = proportion(calibrate(plain, ~sex, totals_of(~sex)), 0.99))

# Replicate weights as a matrix: twenty groups left out in turn; then each raked again.
left <- outer(d$id %% 20, 0:19, "!=") * d$w * 20 / 19
given <- svrepdesign(weights = d$w, repweights = left, type = "other", scale = 19 / 20,
                     rscales = rep(1, 20), combined.weights = TRUE, data = d, mse = TRUE)
again <- calibrate(given, ~channel + age + sex, totals_of(~channel + age + sex), calfun = "raking",
                   epsilon = 1e-13, maxit = 500, compress = FALSE)
replicate_figures <- function(D) list(
  mean = pair(svymean(~s + duration, D)), total = pair(svytotal(~s, D)),
  ratio = pair(svyratio(~s, ~v, D)), by_age = pair(by_ratio(~age, D)))
replicates <- list(given = c(replicate_figures(given), list(df = degf(given))),
                   raked = replicate_figures(again))

write_cases("requests", list(raked = raked, years = years_of, domains = domains,
                             proportions = proportions, replicates = replicates))
