# Digits of R's survey package for rare answers and for people of weight 0, against which the study's
# estimates are tested. Usage: Rscript intervals.R clustered.csv weighted.csv > intervals.csv
# Both files hold one row per person (tests/test_reference.py makes them up): weight, yes, no, group,
# and in the first stratum and psu.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 15)

files <- commandArgs(trailingOnly = TRUE)
clustered <- svydesign(
  id = ~psu, strata = ~stratum, weights = ~weight, data = read.csv(files[1]), nest = TRUE
)
weighted <- svydesign(ids = ~1, weights = ~weight, data = read.csv(files[2]))
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))
interval <- function(name, question, design) {
  # Zero weights are no part of a domain in R once they are left out of it.
  inside <- subset(design, weights(design) > 0)
  found <- svyciprop(question, inside, method = "beta")
  out(paste0(name, "_share"), coef(found))
  out(paste0(name, "_se"), sqrt(attr(found, "var")))
  out(paste0(name, "_low"), confint(found)[1])
  out(paste0(name, "_high"), confint(found)[2])
  out(paste0(name, "_df"), degf(inside))
  out(paste0(name, "_n"), nrow(inside))
}

cat("name,value\n")
interval("clustered_rare", ~rare, subset(clustered, group == "women"))
interval("clustered_common", ~common, subset(clustered, group == "women"))
interval("weighted_rare", ~rare, subset(weighted, group == "women"))
interval("weighted_common", ~common, subset(weighted, group == "women"))

# Satterthwaite's degrees of freedom of a difference, from R's own standard errors.
inside <- subset(weighted, weights(weighted) > 0)
means <- svyby(~rare, ~group, inside, svymean, covmat = TRUE)
gap <- svycontrast(means, c(men = -1, women = 1))
errors <- SE(means)
people <- table(inside$variables$group)[means$group]
df <- sum(errors^2)^2 / sum(errors^4 / (people - 1))
ends <- coef(gap) + qt(c(0.025, 0.975), df) * c(SE(gap))
out("difference", coef(gap))
out("difference_low", ends[1])
out("difference_high", ends[2])
