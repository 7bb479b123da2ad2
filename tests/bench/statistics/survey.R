# One item of the simulated survey with R's survey: rake, then the share in each of 40 units.
# Arguments: a CSV of unit, channel, age, sex, N_h, y (1, 0, NA); a CSV of margin, category, total.
suppressPackageStartupMessages(library(survey))
files <- commandArgs(trailingOnly = TRUE)
d <- read.csv(files[1]); m <- read.csv(files[2])
for (v in c("unit", "channel", "age", "sex")) d[[v]] <- factor(d[[v]])
d$w <- d$N_h / ave(d$N_h, d$unit, d$channel, FUN = length)
d$stratum <- interaction(d$unit, d$channel)
d$z <- ifelse(is.na(d$y), 0, d$y); d$v <- as.numeric(!is.na(d$y))
seconds <- function(work) { gc(); t <- proc.time(); force(work); sum((proc.time() - t)[1:2]) }
design <- svydesign(ids = ~1, strata = ~stratum, weights = ~w, fpc = ~N_h, data = d)
frame <- function(v) setNames(data.frame(m$category[m$margin == v], m$total[m$margin == v]), c(v, "Freq"))
sets <- lapply(c("unit", "channel", "age", "sex"), frame)
raking <- seconds(raked <- rake(design, list(~unit, ~channel, ~age, ~sex), sets,
                                control = list(maxit = 100, epsilon = 1e-8)))
fixed <- svydesign(ids = ~1, strata = ~stratum, weights = weights(raked), fpc = ~N_h, data = d)
plain <- seconds(a <- svyby(~z, ~unit, fixed, svyratio, denominator = ~v))
totals <- c(`(Intercept)` = sum(frame("unit")$Freq), frame("unit")$Freq[-1], frame("channel")$Freq[-1],
            frame("age")$Freq[-1], frame("sex")$Freq[-1])
names(totals) <- colnames(model.matrix(~ unit + channel + age + sex, d[1:1000, ]))
calibrated <- calibrate(design, ~ unit + channel + age + sex, totals, calfun = "raking", epsilon = 1e-10)
exact <- seconds(b <- svyby(~z, ~unit, calibrated, svyratio, denominator = ~v))
cat(raking, plain, exact, sum(SE(b)), "\n")
