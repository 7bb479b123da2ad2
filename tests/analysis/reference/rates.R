# AAPOR outcome rates from their definitions: tables of the simulated survey by unit and by unit and
# channel, weighted and not, and made-up counts with empty dispositions.
source("common.R")
d <- read_data("sipas_issued.csv")
kinds <- c("I", "P", "R", "NC", "O", "UH", "UO", "NE")
d$disposition <- factor(d$disposition, levels = kinds)
d$w <- d$N_h / d$m_h

rates <- function(n, e = NULL) {
  eligible <- sum(n[c("I", "P", "R", "NC", "O")]); unknown <- sum(n[c("UH", "UO")])
  if (is.null(e)) e <- eligible / (eligible + n[["NE"]])
  spoken <- sum(n[c("I", "P", "R", "O")]); able <- sum(n[c("I", "P", "R")])
  top <- c(n[["I"]], sum(n[c("I", "P")]))
  bottoms <- c(eligible + unknown, eligible + e * unknown, eligible)
  out <- c(outer(top, bottoms, "/"), outer(top, c(spoken, able), "/"), n[["R"]] / bottoms, spoken / bottoms, e)
  out[!is.finite(out)] <- NA
  setNames(as.list(out), c(paste0("rr", 1:6), paste0("coop", 1:4), paste0("ref", 1:3), paste0("con", 1:3), "e"))
}
table_of <- function(key, weighted) {
  t <- if (weighted) xtabs(w ~ key + disposition, d) else xtabs(~ key + disposition, d)
  lapply(setNames(seq_len(nrow(t)), rownames(t)), function(i) list(counts = as.vector(t[i, ]), rates = rates(t[i, ])))
}
made_up <- list(c(4, 2, 1, 1, 1, 1, 1, 0), c(0, 0, 0, 0, 0, 0, 0, 0), c(0, 0, 0, 0, 0, 5, 2, 0), c(0, 0, 0, 0, 0, 5, 2, 9),
                c(0, 0, 0, 8, 0, 0, 0, 1), c(0, 0, 0, 0, 3, 0, 1, 1), c(0, 7, 0, 0, 0, 0, 0, 0), c(0.5, 0.25, 1.5, 3, 0, 2.75, 0, 6.5))
cases <- lapply(made_up, function(n) { n <- setNames(n, kinds)
  list(counts = as.vector(n), by_proportion = rates(n), given_07 = rates(n, 0.7), given_0 = rates(n, 0), given_1 = rates(n, 1)) })
write_cases("rates", list(cases = cases, by_unit = table_of(d$unit, FALSE), by_unit_weighted = table_of(d$unit, TRUE),
  by_unit_channel = table_of(paste(d$unit, d$channel), FALSE)))
