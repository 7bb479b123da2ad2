# Quality indicators: p-values, medians, percent match, interviewer effects. Needs r-cran-lme4 too.
source("common.R")
suppressPackageStartupMessages(library(lme4))

forms <- read_data("sipas.csv")
items <- as.matrix(forms[, sprintf("q%02d", 1:20)])
forms$interviewer[forms$interviewer == ""] <- NA
counter <- !is.na(forms$interviewer)

# Straight-lining, form by form.
given <- lapply(seq_len(nrow(items)), function(i) { x <- items[i, ]; x[!is.na(x)] })
modal <- sapply(given, function(x) if (length(x)) max(table(x)) / length(x) else NA)
longest <- sapply(given, function(x) if (length(x)) max(rle(x)$lengths) else 0)
spread <- sapply(given, function(x) if (length(x) > 1) sd(x) else NA)

# Speed within the channel.
pace <- do.call(rbind, lapply(split(seq_len(nrow(forms)), forms$channel), function(k) {
  d <- forms$duration[k]
  data.frame(row = k, ratio = d / median(d), z = (log(d) - median(log(d))) / mad(log(d)))
}))
pace <- pace[order(pace$row), ]

# One interviewer against the others of the unit.
shares <- rowMeans(is.na(items))
identical_answers <- modal == 1
groups <- unique(forms[counter, c("unit", "interviewer")])
groups <- groups[order(groups$unit, groups$interviewer), ]
contrast <- lapply(seq_len(nrow(groups)), function(i) {
  unit <- counter & forms$unit == groups$unit[i]
  own <- unit & forms$interviewer %in% groups$interviewer[i]
  others <- unit & !own
  if (!any(others)) return(list(fisher = NA, wilcoxon = NA))
  counts <- rbind(c(sum(identical_answers[own]), sum(!identical_answers[own])),
                  c(sum(identical_answers[others]), sum(!identical_answers[others])))
  list(fisher = fisher.test(counts, alternative = "greater")$p.value,
       wilcoxon = wilcox.test(shares[own], shares[others], alternative = "greater",
                              exact = FALSE)$p.value)
})
fisher <- sapply(contrast, `[[`, "fisher")
wilcoxon <- sapply(contrast, `[[`, "wilcoxon")

# Percent match by brute force: common items (at least 10), and blank equal to blank.
best <- function(k, compare) sapply(k, function(i) {
  values <- sapply(setdiff(k, i), function(j) compare(items[i, ], items[j, ]))
  if (length(values) == 0 || all(is.na(values))) NA else max(values, na.rm = TRUE)
})
common <- function(x, y) {
  both <- !is.na(x) & !is.na(y)
  if (sum(both) < 10) NA else sum(x[both] == y[both]) / sum(both)
}
stata <- function(x, y) { x[is.na(x)] <- 0; y[is.na(y)] <- 0; mean(x == y) }
chosen <- c("U02", "U05", "U17", "U33")
matches <- lapply(setNames(chosen, chosen), function(unit) {
  k <- which(forms$unit == unit)
  pairs <- combn(k, 2)
  m <- apply(pairs, 2, function(p) common(items[p[1], ], items[p[2], ]))
  list(common = best(k, common), stata = best(k, stata), pairs85 = sum(m >= 0.85, na.rm = TRUE))
})

# Interviewer effects: one way, and nested by REML with a tight optimiser.
score <- rowMeans(items, na.rm = TRUE)
# lmer's optimiser leaves about seven digits; average information steps from there give the rest.
polish <- function(y, unit, who, v) {
  n <- length(y)
  z <- lapply(list(who, unit), function(g) model.matrix(~ 0 + factor(g)))
  for (step in 1:6) {
    inverse <- chol2inv(chol(v[1] * tcrossprod(z[[1]]) + v[2] * tcrossprod(z[[2]]) + diag(v[3], n)))
    sums <- rowSums(inverse)
    p <- inverse - tcrossprod(sums) / sum(sums)
    py <- as.vector(p %*% y)
    vpy <- cbind(z[[1]] %*% crossprod(z[[1]], py), z[[2]] %*% crossprod(z[[2]], py), py)
    traces <- c(sum(z[[1]] * (p %*% z[[1]])), sum(z[[2]] * (p %*% z[[2]])), sum(diag(p)))
    v <- v + as.vector(solve(crossprod(vpy, p %*% vpy), colSums(vpy * py) - traces))
  }
  c(v, sum(sums * y) / sum(sums))
}
effects <- function(y) {
  k <- counter & !is.na(y)
  d <- data.frame(y = y[k], unit = forms$unit[k], who = forms$interviewer[k])
  table <- anova(lm(y ~ who, data = d))
  m <- as.vector(base::table(d$who))
  n0 <- (sum(m) - sum(m^2) / sum(m)) / (length(m) - 1)
  msb <- table[["Mean Sq"]][1]; msw <- table[["Mean Sq"]][2]; f <- msb / msw
  q <- qf(c(0.975, 0.025), table$Df[1], table$Df[2])
  nested <- anova(lm(y ~ unit, data = d), lm(y ~ who, data = d))
  model <- lmer(y ~ 1 + (1 | unit) + (1 | who), data = d, REML = TRUE,
                control = lmerControl(optimizer = "bobyqa", optCtrl = list(rhoend = 1e-12),
                                      calc.derivs = FALSE))
  v <- as.data.frame(VarCorr(model))
  v <- polish(d$y, d$unit, d$who, v$vcov[match(c("who", "unit", "Residual"), v$grp)])
  list(msb = msb, msw = msw, n0 = n0, icc = (msb - msw) / (msb + (n0 - 1) * msw), f = f,
       p = table[["Pr(>F)"]][1], interval = (f / q - 1) / (f / q + n0 - 1),
       nested_f = nested$F[2], nested_p = nested[["Pr(>F)"]][2],
       interviewer = v[1], unit = v[2], residual = v[3], mean = v[4],
       reml = unname(REMLcrit(model)))
}

# Digits: the chi-square of ten equal digits, by all tables of six values; binomial; Benford.
digits <- c(0, 0, 0, 5, 5, 3)
tables <- expand.grid(rep(list(0:9), 6))
squares <- apply(tables, 1, function(x) sum(tabulate(x + 1, 10)^2))
minutes <- floor(forms$duration / 60)
amounts <- forms$N_h
first <- as.integer(substr(formatC(amounts, format = "d"), 1, 1))

write_cases("quality", list(
  modal = modal, longest = longest, spread = spread, ratio = pace$ratio, robust_z = pace$z,
  fisher = fisher, fisher_holm = p.adjust(fisher, "holm"), wilcoxon = wilcoxon,
  wilcoxon_bh = p.adjust(wilcoxon, "BH"), match = matches,
  effects = list(score = effects(score), q17 = effects(forms$q17),
                 satisfied = effects(as.numeric(forms$q17 >= 4))),
  last_exact = mean(squares >= sum(tabulate(digits + 1, 10)^2)),
  last_chi = unname(chisq.test(tabulate(minutes %% 10 + 1, 10))$statistic),
  last_p = chisq.test(tabulate(minutes %% 10 + 1, 10))$p.value,
  heaping_p = binom.test(sum(minutes %% 5 == 0), length(minutes), 0.2,
                         alternative = "greater")$p.value,
  first_chi = unname(chisq.test(tabulate(first, 9), p = log10(1 + 1 / 1:9))$statistic),
  first_p = chisq.test(tabulate(first, 9), p = log10(1 + 1 / 1:9))$p.value
))
