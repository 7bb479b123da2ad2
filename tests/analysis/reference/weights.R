# Weights: raking, calibration, post-stratification, trimming, weighting classes, Kish.
source("common.R")

sipas <- read_data("sipas.csv")
population <- read_data("sipas_population.csv")
issued <- read_data("sipas_issued.csv")
for (name in c("unit", "channel", "age", "sex")) {
  sipas[[name]] <- factor(sipas[[name]])
  population[[name]] <- factor(population[[name]], levels = levels(sipas[[name]]))
}

# Base weights: population / answers of the stratum, times a factor that differs between rows.
answers <- ave(sipas$N_h, sipas$stratum, FUN = length)
sipas$d <- sipas$N_h / answers * (0.7 + (sipas$id %% 7) / 10)

# Post-stratum totals, margins, and the totals of the matching model matrix.
margin <- function(name) {
  totals <- aggregate(population$N, population[name], sum)
  names(totals)[2] <- "Freq"
  totals
}
names4 <- c("unit", "channel", "age", "sex")
margins <- lapply(names4, margin)
formulas <- lapply(names4, function(name) as.formula(paste("~", name)))
N <- sum(population$N)
model_totals <- function(formula)
  colSums(model.matrix(formula, population) * population$N)
main <- ~ unit + channel + age + sex
T4 <- model_totals(main)
small <- ~ channel + age + sex
T3 <- c(model_totals(small), duration = 270 * N)

design <- svydesign(ids = ~1, strata = ~stratum, weights = ~d, data = sipas)
sharp <- 1e-13

shown <- seq(1, nrow(sipas), by = 10)
weights_case <- function(object, ...) {
  w <- weights(object, "sampling")
  list(every_tenth = as.vector(w[shown]), sum = sum(w), sumsq = sum(w^2), min = min(w), max = max(w),
       kish_deff = length(w) * sum(w^2) / sum(w)^2, ...)
}
to_totals <- function(formula, totals, ...)
  weights_case(calibrate(design, formula, totals, epsilon = sharp, maxit = 500, ...))
with_duration <- ~ channel + age + sex + duration

raked <- rake(design, formulas, margins, control = list(maxit = 2000, epsilon = sharp))
crossed <- aggregate(population$N, population[c("age", "sex")], sum)
names(crossed)[3] <- "Freq"

# Weighting classes: unit x channel; the base weight is the stratum's population / forms issued.
status <- issued$disposition
issued$d <- issued$N_h / issued$m_h * (1 + (issued$id %% 5) / 10)
issued$class <- paste(issued$unit, issued$channel, sep = "-")
responding <- status %in% c("I", "P")
known <- !(status %in% c("UH", "UO"))
eligible <- known & status != "NE"
by_class <- function(rows) tapply(issued$d * rows, issued$class, sum)
first <- by_class(TRUE) / by_class(known)
second <- by_class(eligible) / by_class(responding)
adjusted <- issued$d * (first * second)[issued$class] * responding

by_unit <- function(w, f) as.vector(tapply(w, sipas$unit, f))
expected <- list(
  population = N,
  rake = weights_case(raked),
  raking = to_totals(main, T4, calfun = "raking"),
  linear = to_totals(main, T4, calfun = "linear"),
  logit = to_totals(main, T4, calfun = "logit", bounds = c(0.7, 1.5)),
  bounded_linear = to_totals(with_duration, T3, calfun = "linear", bounds = c(0.5, 1.4)),
  bounded_raking = to_totals(with_duration, T3, calfun = "raking", bounds = c(0.5, 1.4)),
  numeric_linear = to_totals(with_duration, T3, calfun = "linear"),
  numeric_raking = to_totals(with_duration, T3, calfun = "raking"),
  numeric_logit = to_totals(with_duration, T3, calfun = "logit", bounds = c(0.3, 3)),
  scaled_linear = to_totals(with_duration, T3, calfun = "linear", variance = sipas$duration),
  ratio = to_totals(~ duration - 1, c(duration = 270 * N), calfun = "linear",
                    variance = sipas$duration),
  post_stratified = weights_case(postStratify(design, ~ age + sex, crossed)),
  trimmed_once = weights_case(trimWeights(raked, upper = 250, lower = 30)),
  trimmed = weights_case(trimWeights(raked, upper = 250, lower = 30, strict = TRUE)),
  trimmed_above = weights_case(trimWeights(raked, upper = 200, strict = TRUE)),
  nonresponse = list(every_tenth = as.vector(adjusted[seq(1, nrow(issued), by = 10)]),
                     sum = sum(adjusted), factor = as.vector(first * second),
                     classes = names(first)),
  kish_by_unit = by_unit(weights(raked), function(w) sum(w)^2 / sum(w^2)),
  cv_by_unit = by_unit(weights(raked), function(w) sqrt(mean((w - mean(w))^2)) / mean(w))
)
write_cases("weights", expected)
