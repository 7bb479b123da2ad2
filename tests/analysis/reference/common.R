# What every reference script shares: the simulated data, and JSON with 15 significant digits.
suppressPackageStartupMessages({library(survey); library(jsonlite)})
options(digits = 17, survey.lonely.psu = "fail")

read_data <- function(name) read.csv(name, stringsAsFactors = FALSE, encoding = "UTF-8")

# One JSON file per script: software, what was computed, expected figures.
write_cases <- function(name, expected) {
  software <- paste(R.version.string, "survey", as.character(packageVersion("survey")))
  write_json(list(software = software, expected = expected), paste0(name, ".json"),
             digits = NA, auto_unbox = TRUE, null = "null", na = "null", pretty = TRUE)
}
