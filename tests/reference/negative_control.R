# The ratio of two risk ratios of the same people, in R's survey package.
# Usage: Rscript negative_control.R pew_2015_activity.csv gss_panel_2020_adjusted.csv
# Files hold a row a person (tests/inference/test_negative_control.py writes them).
suppressPackageStartupMessages(library(survey))
options(digits = 15, survey.lonely.psu = "adjust")

files <- commandArgs(trailingOnly = TRUE)
cat("name,value\n")
out <- function(name, numbers) {
  parts <- c("estimate", "se", "low", "high", "df")
  cat(sprintf("%s_%s,%.15g\n", name, parts, numbers), sep = "")
}

# One and the other group are the levels, in this order, of the column "group"; "outcome" and
# "control" are 0 or 1.
ratio_of_ratios <- function(name, design, clustered) {
  means <- svyby(~ outcome + control, ~group, design, svymean, covmat = TRUE)
  within <- svycontrast(means, list(
    one = quote(log(`one:outcome`) - log(`one:control`)),
    other = quote(log(`other:outcome`) - log(`other:control`))
  ))
  log_ratio <- svycontrast(means, quote(
    log(`one:outcome`) - log(`one:control`) - log(`other:outcome`) + log(`other:control`)
  ))
  # Two groups of people drawn one by one: Satterthwaite's degrees of freedom.
  people <- table(design$variables$group)[c("one", "other")]
  errors <- SE(within)
  df <- if (clustered) degf(design) else sum(errors^2)^2 / sum(errors^4 / (people - 1))
  middle <- c(coef(log_ratio))
  se <- c(SE(log_ratio))
  out(name, c(exp(middle), exp(middle) * se, exp(middle + qt(c(0.025, 0.975), df) * se), df))
}

users <- svydesign(ids = ~1, weights = ~weight, data = read.csv(files[1]))
users <- subset(users, told_friends_of_opening %in% c("yes", "no") &
  post_helped_get_job != "not_asked" & post_cost_job != "not_asked")
users <- update(users,
  group = ifelse(told_friends_of_opening == "yes", "one", "other"),
  outcome = as.numeric(post_helped_get_job == "yes"), control = as.numeric(post_cost_job == "yes")
)
ratio_of_ratios("weights", users, clustered = FALSE)

people <- svydesign(
  ids = ~psu, strata = ~stratum, weights = ~weight, nest = TRUE, data = read.csv(files[2])
)
people <- subset(people, on_linkedin %in% c("yes", "no") & tertiary %in% c("yes", "no") &
  sex %in% c("women", "men"))
people <- update(people,
  group = ifelse(sex == "women", "one", "other"),
  outcome = as.numeric(on_linkedin == "yes"), control = as.numeric(tertiary == "yes")
)
ratio_of_ratios("clustered", people, clustered = TRUE)
