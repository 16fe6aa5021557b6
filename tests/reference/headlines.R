# A second implementation of headline numbers of the study, in R's survey package.
# Usage: Rscript headlines.R FOLDER > headlines.csv
# FOLDER holds a file a table of cells (tests/test_headlines.py writes them), a row a person.
# Each number bears the name of the committed value that it must give back (notebook:value).
suppressPackageStartupMessages(library(survey))
options(digits = 15)

folder <- commandArgs(trailingOnly = TRUE)[1]
people <- function(table) {
  rows <- read.csv(file.path(folder, paste0(table, ".csv")), colClasses = c(weight = "numeric"))
  svydesign(ids = ~1, weights = ~weight, data = rows)
}
out <- function(name, estimate, interval) {
  numbers <- c(estimate, interval)
  cat(sprintf("%s,%s,%.15g\n", name, c("value", "low", "high"), numbers), sep = "")
}
on_log_scale <- function(name, contrast, df) {
  ends <- c(coef(contrast)) + qt(c(0.025, 0.975), df) * c(SE(contrast))
  out(name, exp(coef(contrast)), exp(ends))
}
share <- function(name, question, design) {
  found <- svyciprop(question, design, method = "logit", df = degf(design))
  out(name, coef(found), confint(found))
}
ratio <- function(name, outcome, group, design) {
  two <- subset(design, design$variables[[group]] %in% c("yes", "no"))
  means <- svyby(outcome, reformulate(group), two, svymean, covmat = TRUE)
  # Two groups of people drawn one by one: Satterthwaite's degrees of freedom.
  errors <- SE(means) / coef(means)
  people <- table(two$variables[[group]])[means[[group]]]
  df <- sum(errors^2)^2 / sum(errors^4 / (people - 1))
  on_log_scale(name, svycontrast(means, quote(log(yes) - log(no))), df)
}

cat("name,part,value\n")

for (year in c("2018", "2021", "2024")) {
  adults <- people(if (year == "2024") "npors_2024" else paste0("pew_", year))
  members <- subset(adults, on_linkedin_adults == "yes" & bachelor_or_more %in% c("yes", "no"))
  name <- paste0("02_members:graduates_among_members_", year)
  share(name, ~I(bachelor_or_more == "yes"), members)
  name <- paste0("02_members:graduate_ratio_", year)
  ratio(name, ~as.numeric(on_linkedin_adults == "yes"), "bachelor_or_more", adults)
}

everyone <- people("credoc_2007_2022")
asked <- subset(everyone, on_any_network_everyone != "not_asked")
for (wave in c(2009, 2019)) {
  name <- paste0("02_members:ratio_france_", wave)
  then <- subset(asked, year == wave)
  ratio(name, ~as.numeric(on_any_network_everyone == "yes"), "tertiary", then)
}
networked <- subset(people("credoc_2007_2022_professional"), professional_use != "not_asked")
ratio(
  "02_members:graduate_ratio_france_2015", ~as.numeric(professional_use == "yes"), "tertiary",
  subset(networked, year == 2015)
)

givers <- function(name, table, factors) {
  design <- subset(people(table), post_helped_get_job != "not_asked")
  unknown <- c("dont_know", "refused", "no_answer", "not_asked")
  for (factor in names(factors)) {
    design <- subset(design, !design$variables[[factor]] %in% unknown)
    design$variables[[factor]] <- relevel(factor(design$variables[[factor]]), factors[[factor]])
  }
  # glm's default stops one step short of the last digits of standard errors.
  fit <- svyglm(reformulate(names(factors), quote(I(post_helped_get_job == "yes"))), design,
    family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 50)
  )
  odds <- svycontrast(fit, c(told_friends_of_openingyes = 1))
  on_log_scale(name, odds, fit$df.residual)
}
givers("05_candidates:giving_odds_person", "pew_2015_exchange", c(
  told_friends_of_opening = "no", age_group = "30-49", sex = "men", bachelor_or_more = "no"
))
givers("05_candidates:giving_odds_situation", "pew_2015_exchange_work", c(
  told_friends_of_opening = "no", employed = "no", looked_for_job = "no", bachelor_or_more = "no"
))
givers("05_candidates:giving_odds_active", "pew_2015_activity", c(
  told_friends_of_opening = "no", searched_on_social = "no", applied_via_social = "no"
))

seekers <- subset(people("pew_2015_seekers"), looked_for_job == "yes")
share("05_candidates:looked_all_seekers", ~I(searched_on_social_adults == "yes"), seekers)
on_social_media <- subset(seekers, searched_on_social != "not_asked")
share("05_candidates:looked_seekers", ~I(searched_on_social == "yes"), on_social_media)

answers <- subset(people("pew_2015_most_important"), most_important_resource != "not_asked")
answers <- update(answers,
  ties = most_important_resource %in% c("close_ties", "acquaintances", "professional_ties"),
  online = most_important_resource == "online"
)
both <- svymean(~as.numeric(ties) + as.numeric(online), answers)
names(both) <- c("ties", "online")
log_ratio <- svycontrast(both, quote(log(ties) - log(online)))
on_log_scale("07_from_spotted_to_hired:ties_over_online", log_ratio, degf(answers))
