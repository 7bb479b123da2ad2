# Estimates and their standard errors of every kind of design, from the simulated answers.
source("common.R")

d <- read_data("sipas.csv")
items <- sprintf("q%02d", 1:20)
factors <- list(items[1:4], items[5:8], items[9:13], items[14:17], items[18:20])
for (q in items) {
  d[[paste0("v", q)]] <- as.numeric(!is.na(d[[q]]))
  d[[paste0("s", q)]] <- ifelse(is.na(d[[q]]), 0, as.numeric(d[[q]] >= 4))
  d[[paste0("y", q)]] <- as.numeric(d[[q]] >= 4)
}
d$satisfied <- rowSums(d[paste0("s", items)])
d$answered <- rowSums(d[paste0("v", items)])
d$own <- ifelse(d$answered > 0, d$satisfied / d$answered, NA)
for (f in seq_along(factors)) {
  d[[paste0("sF", f)]] <- rowSums(d[paste0("s", factors[[f]])])
  d[[paste0("vF", f)]] <- rowSums(d[paste0("v", factors[[f]])])
}
n_h <- ave(d$N_h, d$stratum, FUN = length)
d$w <- d$N_h / n_h
d$psu <- ifelse(d$interviewer == "", "none", d$interviewer)
d$one <- 1
d$number <- as.integer(substr(d$unit, 2, 3))
d$region <- d$number %% 3                     # three regions that hold whole units

pair <- function(x) list(estimate = unname(c(coef(x))), se = unname(c(SE(x))))
with_vcov <- function(x) c(pair(x), list(vcov = unname(as.matrix(vcov(x)))))
by_group <- function(x) list(estimate = unname(coef(x)), se = unname(SE(x)))
ratio_of <- function(D, y, x) pair(svyratio(reformulate(y), reformulate(x), D, na.rm = TRUE))
totals_of <- function(D, names) svytotal(reformulate(names), D)
expression_of <- function(parts, weights = rep(1, length(parts)))
  parse(text = paste0("(", paste0(weights, "*", parts, collapse = "+"), ")/", sum(weights)))[[1]]
over <- function(s, v) paste0(s, "/", v)

# The figures that are asked of every design.
figures <- function(D) list(
  df = degf(D),
  mean = pair(svymean(~duration + own, D, na.rm = TRUE)),
  joint = with_vcov(svymean(~duration + satisfied, D)),
  blank = pair(svymean(~yq18, D, na.rm = TRUE)),
  total = pair(svytotal(~satisfied + one, D)),
  total_blank = pair(svytotal(~q18, D, na.rm = TRUE)),
  ratio = ratio_of(D, "satisfied", "answered"),
  by_sex = by_group(svyby(~duration, ~sex, D, svymean)),
  by_age_channel = by_group(svyby(~satisfied, ~age + channel, D, svymean)),
  total_by_sex = by_group(svyby(~answered, ~sex, D, svytotal)),
  ratio_by_age = by_group(svyby(~satisfied, ~age, denominator = ~answered, D, svyratio)))

stratified <- svydesign(id = ~1, strata = ~stratum, weights = ~w, fpc = ~N_h, data = d)
replaced <- svydesign(id = ~1, strata = ~stratum, weights = ~w, data = d)
clustered <- svydesign(id = ~psu, strata = ~unit, weights = ~w, nest = TRUE, data = d)
d$f <- 0.2
fraction <- svydesign(id = ~psu, strata = ~unit, weights = ~w, fpc = ~f, nest = TRUE, data = d)
d$units <- 60
d$N_u <- ave(d$N_h / n_h, d$unit, FUN = sum)
two_stage <- svydesign(id = ~unit + id, weights = ~w, fpc = ~units + N_u, data = d)
d$units_r <- 20
strata_twice <- svydesign(id = ~unit + id, strata = ~region + channel, weights = ~w,
                          fpc = ~units_r + N_h, data = d)
k <- d[ave(as.numeric(factor(d$psu)), d$unit, FUN = function(x) length(unique(x))) >= 3, ]
k$m_psu <- 12
k$m_row <- 500
three_stage <- svydesign(id = ~unit + psu + id, weights = ~w, fpc = ~units + m_psu + m_row,
                         data = k[ave(k$w, k$unit, k$psu, FUN = length) > 1, ])
designs <- list(stratified = stratified, replaced = replaced, clustered = clustered,
                fraction = fraction, two_stage = two_stage, strata_twice = strata_twice,
                three_stage = three_stage)

# Calibrated: post-stratified, raked, regression on a number.
ages <- aggregate(w ~ age + sex, d, sum); ages$w <- ages$w * (1 + 0.05 * (1:10 - 5.5))
post <- postStratify(stratified, ~age + sex,
                     data.frame(age = ages$age, sex = ages$sex, Freq = ages$w))
total <- sum(d$w)
age_share <- c(0.15, 0.30, 0.30, 0.17, 0.08)
population <- c(`(Intercept)` = total, `factor(age)2` = total * age_share[2],
                `factor(age)3` = total * age_share[3], `factor(age)4` = total * age_share[4],
                `factor(age)5` = total * age_share[5], sexM = total * 0.5,
                channelonline = total * 0.4)
model <- ~factor(age) + sex + channel
population <- population[colnames(model.matrix(model, d))]
raked <- calibrate(stratified, model, population, calfun = "raking", epsilon = 1e-13, maxit = 200)
raked_clusters <- calibrate(clustered, model, population, calfun = "raking", epsilon = 1e-13,
                            maxit = 200)
regression <- calibrate(stratified, ~sex + duration,
                        c(`(Intercept)` = total, sexM = total * 0.5, duration = total * 260))
calibrated <- list(post = post, raked = raked, raked_clusters = raked_clusters,
                   regression = regression)
calibrated_figures <- function(D) list(
  sumsq = sum(weights(D)^2),
  joint = with_vcov(svymean(~duration + satisfied + answered, D)),
  total = pair(svytotal(~satisfied, D)),
  ratio = ratio_of(D, "satisfied", "answered"),
  blank = ratio_of(D, "sq18", "vq18"),
  by_sex = by_group(svyby(~duration, ~sex, D, svymean)),
  by_unit = by_group(svyby(~sq17, ~unit, denominator = ~vq17, D, svyratio)),
  margin = pair(svymean(~I(sex == "M"), D)))

# Strata with one unit: rows of three strata cut down to one.
few <- d[!duplicated(d$stratum) | !(d$stratum %in% c("U01-C", "U02-C", "U05-C")), ]
lonely_design <- svydesign(id = ~1, strata = ~stratum, weights = ~w, data = few)
lonely_fpc <- svydesign(id = ~1, strata = ~stratum, weights = ~w, fpc = ~N_h, data = few)
lonely_figures <- function(rule, domains) {
  options(survey.lonely.psu = rule, survey.adjust.domain.lonely = domains)
  on.exit(options(survey.lonely.psu = "fail", survey.adjust.domain.lonely = FALSE))
  suppressWarnings(list(
    mean = pair(svymean(~duration + satisfied, lonely_design)),
    fpc = pair(svymean(~duration + satisfied, lonely_fpc)),
    blank = pair(svymean(~yq18, lonely_design, na.rm = TRUE)),
    by_age = by_group(svyby(~satisfied, ~age, lonely_design, svymean))))
}
lonely <- list()
for (rule in c("remove", "adjust", "average")) {
  lonely[[rule]] <- lonely_figures(rule, FALSE)
  lonely[[paste0(rule, "_domains")]] <- lonely_figures(rule, TRUE)
}

# Indexes, whole and by unit.
index_figures <- function(D) {
  own <- c(2, 1, 1, 3, 1)
  t <- totals_of(D, c(paste0("s", items), paste0("v", items)))
  f <- totals_of(D, c(paste0("sF", 1:5), paste0("vF", 1:5)))
  known <- items[coef(t)[paste0("v", items)] > 0]
  list(items = pair(svycontrast(t, expression_of(over(paste0("s", known), paste0("v", known))))),
       factors = if (all(coef(f)[paste0("vF", 1:5)] > 0))
         pair(svycontrast(f, expression_of(over(paste0("sF", 1:5), paste0("vF", 1:5))))),
       weighted = if (all(coef(f)[paste0("vF", 1:5)] > 0))
         pair(svycontrast(f, expression_of(over(paste0("sF", 1:5), paste0("vF", 1:5)), own))),
       pooled = pair(svyratio(~satisfied, ~answered, D)),
       own = pair(svymean(~own, D, na.rm = TRUE)))
}
units <- sort(unique(d$unit))
indexes <- list(
  clustered = index_figures(clustered), raked = index_figures(raked)[c("items", "factors", "pooled")],
  units = lapply(units[c(1, 3, 7, 12, 25)], function(u) index_figures(subset(stratified, unit == u))),
  units_clustered = lapply(units[c(1, 3, 7, 12, 25)],
                           function(u) index_figures(subset(clustered, unit == u))))

# Contrasts, tests.
by_age <- svyby(~duration, ~age, stratified, svymean, covmat = TRUE)
by_age_clusters <- svyby(~duration, ~age, clustered, svymean, covmat = TRUE)
t4 <- svytotal(~sq01 + vq01 + sq02 + vq02, clustered)
p <- c(0.001, 0.2, 0.03, 0.03, 0.9, 0.0004, 1)
whole_figures <- function(D) {
  D$variables$s1 <- D$variables$satisfied * (D$variables$unit == "U01")
  D$variables$v1 <- D$variables$answered * (D$variables$unit == "U01")
  D$variables$s7 <- D$variables$satisfied * (D$variables$unit == "U07")
  D$variables$v7 <- D$variables$answered * (D$variables$unit == "U07")
  t <- svytotal(~s1 + v1 + s7 + v7 + satisfied + answered, D)
  one <- svycontrast(t, quote(s1 / v1 - satisfied / answered))
  seven <- svycontrast(t, quote(s7 / v7 - satisfied / answered))
  list(estimate = unname(c(coef(one), coef(seven))), se = unname(c(SE(one), SE(seven))))
}
tt <- svyttest(duration ~ sex, clustered)
contrasts <- list(
  age = pair(svycontrast(by_age, list(a = c(`1` = 1, `5` = -1), b = c(`2` = 1, `3` = -0.5, `4` = -0.5)))),
  age_clusters = pair(svycontrast(by_age_clusters, list(a = c(`1` = 1, `5` = -1)))),
  log_odds = pair(svycontrast(t4, quote(log(sq01 / (vq01 - sq01)) - log(sq02 / (vq02 - sq02))))),
  whole_stratified = whole_figures(stratified), whole_clustered = whole_figures(clustered),
  chisq = lapply(list(clustered = clustered, raked = raked), function(D) {
    x <- svychisq(~q17 + age, D, na.rm = TRUE)
    list(F = unname(x$statistic), ndf = unname(x$parameter[1]), ddf = unname(x$parameter[2]),
         p = unname(x$p.value))
  }),
  t = unname(tt$statistic), df = unname(tt$parameter), p = unname(tt$p.value),
  p_values = p, holm = p.adjust(p, "holm"), bh = p.adjust(p, "BH"))

# Design effects and variances.
deff_of <- function(x) unname(c(deff(x)))
effects <- list(
  mean = deff_of(svymean(~duration + satisfied, clustered, deff = TRUE)),
  replace = deff_of(svymean(~duration + satisfied, clustered, deff = "replace")),
  total = deff_of(svytotal(~satisfied, clustered, deff = TRUE)),
  blank = deff_of(svymean(~yq18, stratified, na.rm = TRUE, deff = TRUE)),
  raked = deff_of(svymean(~satisfied, raked, deff = TRUE)),
  by_age = lapply(1:5, function(a) deff_of(svymean(~satisfied, subset(clustered, age == a), deff = TRUE))),
  variance = pair(svyvar(~duration, clustered)),
  variance_by_age = lapply(1:5, function(a) pair(svyvar(~duration, subset(clustered, age == a)))))

# Replicates.
rep_figures <- function(D) list(
  scale = D$scale, rscales = unique(D$rscales), count = ncol(weights(D, "analysis")), df = degf(D),
  mean = with_vcov(svymean(~duration + satisfied, D)),
  total = pair(svytotal(~satisfied, D)),
  ratio = pair(svyratio(~satisfied, ~answered, D)),
  by_age = by_group(svyby(~satisfied, ~age, denominator = ~answered, D, svyratio)))
one_stratum <- svydesign(id = ~unit, weights = ~w, data = d)
one_stratum_fpc <- svydesign(id = ~unit, weights = ~w, fpc = ~units, data = d)
pop_sex <- data.frame(sex = c("F", "M"), Freq = total * c(0.52, 0.48))
lonely_jkn <- function(rule) {
  options(survey.lonely.psu = rule)
  on.exit(options(survey.lonely.psu = "fail"))
  cut <- d[!(d$unit == "U03" & d$psu != d$psu[d$unit == "U03"][1]) &
           !(d$unit == "U04" & d$psu != d$psu[d$unit == "U04"][1]), ]
  rep_figures(as.svrepdesign(svydesign(id = ~psu, strata = ~unit, weights = ~w, nest = TRUE,
                                       data = cut), type = "JKn"))
}
replicates <- list(
  jkn = rep_figures(as.svrepdesign(clustered, type = "JKn")),
  jkn_mse = rep_figures(as.svrepdesign(clustered, type = "JKn", mse = TRUE)),
  jkn_fraction = rep_figures(as.svrepdesign(fraction, type = "JKn")),
  jk1 = rep_figures(as.svrepdesign(one_stratum, type = "JK1")),
  jk1_fpc = rep_figures(as.svrepdesign(one_stratum_fpc, type = "JK1", mse = TRUE)),
  post = rep_figures(postStratify(as.svrepdesign(clustered, type = "JKn"), ~sex, pop_sex)),
  lonely_remove = lonely_jkn("remove"), lonely_average = lonely_jkn("average"))

write_cases("estimation", list(
  designs = lapply(designs, figures), calibrated = lapply(calibrated, calibrated_figures),
  lonely = lonely, indexes = indexes, contrasts = contrasts, effects = effects,
  replicates = replicates, ages = ages))
