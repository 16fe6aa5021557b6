# Digits of R's survey package for rare answers and for people of weight 0, against which the study's
# estimates are tested. Of "rare", few say yes and they weigh little: R's interval of it counts more
# people than the study does. "seldom" is as rare, and "often" is not. Usage: Rscript intervals.R clustered.csv weighted.csv > intervals.csv
# Both files hold one row per person (tests/test_reference.py makes them up): weight, group, the four
# answers, and in the first stratum and psu.
suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 15)

files <- commandArgs(trailingOnly = TRUE)
clustered <- svydesign(
  id = ~psu, strata = ~stratum, weights = ~weight, data = read.csv(files[1]), nest = TRUE
)
weighted <- svydesign(ids = ~1, weights = ~weight, data = read.csv(files[2]))
out <- function(name, value) cat(sprintf("%s,%.15g\n", name, value))
interval <- function(name, question, design, method = "beta") {
  # Zero weights are no part of a domain in R once they are left out of it.
  inside <- subset(design, weights(design) > 0)
  df <- degf(inside)
  found <- svyciprop(question, inside, method = method, df = df)
  out(paste0(name, "_share"), coef(found))
  out(paste0(name, "_se"), sqrt(attr(found, "var")))
  out(paste0(name, "_low"), confint(found)[1])
  out(paste0(name, "_high"), confint(found)[2])
  out(paste0(name, "_df"), df)
  out(paste0(name, "_n"), nrow(inside))
}

cat("name,value\n")
designs <- list(clustered = clustered, weighted = weighted)
for (kind in names(designs)) {
  women <- subset(designs[[kind]], group == "women")
  interval(paste0(kind, "_rare"), ~rare, women)
  interval(paste0(kind, "_common"), ~common, women)
  interval(paste0(kind, "_seldom"), ~seldom, women)
  interval(paste0(kind, "_often"), ~often, women, "logit")
}

# Differences, women less men. Where answers are many: t, with R's degrees of freedom of the design,
# or Satterthwaite's where there are no clusters. Where they are few: MOVER (Zou 2008) from the beta
# intervals of the two shares and their correlation.
gap_of <- function(question, design) {
  inside <- subset(design, weights(design) > 0)
  means <- svyby(question, ~group, inside, svymean, covmat = TRUE)
  list(
    inside = inside, means = means, errors = SE(means),
    people = table(inside$variables$group)[means$group],
    gap = svycontrast(means, c(men = -1, women = 1))
  )
}
for (kind in names(designs)) {
  of <- gap_of(~often, designs[[kind]])
  df <- degf(of$inside)
  if (kind == "weighted") df <- sum(of$errors^2)^2 / sum(of$errors^4 / (of$people - 1))
  ends <- coef(of$gap) + qt(c(0.025, 0.975), df) * c(SE(of$gap))
  out(paste0(kind, "_gap_often"), coef(of$gap))
  out(paste0(kind, "_gap_often_low"), ends[1])
  out(paste0(kind, "_gap_often_high"), ends[2])

  of <- gap_of(~seldom, designs[[kind]])
  own <- sapply(c("men", "women"), function(who) {
    domain <- subset(of$inside, group == who)
    df <- if (kind == "weighted") nrow(domain) - 1 else degf(of$inside)
    confint(svyciprop(~seldom, domain, method = "beta", df = df))
  })
  p <- coef(of$means)[c("men", "women")]
  r <- cov2cor(vcov(of$means))["men", "women"]
  arm <- function(one, other) sqrt(one^2 + other^2 - 2 * r * one * other)
  low <- arm(p["women"] - own[1, "women"], own[2, "men"] - p["men"])
  high <- arm(own[2, "women"] - p["women"], p["men"] - own[1, "men"])
  out(paste0(kind, "_gap_seldom"), coef(of$gap))
  out(paste0(kind, "_gap_seldom_low"), coef(of$gap) - low)
  out(paste0(kind, "_gap_seldom_high"), coef(of$gap) + high)
}
