# The claim battery by R's survey package (battery.py holds the others, and says what is written).
# Usage: Rscript battery.R FOLDER DESIGN WARM_UPS
suppressPackageStartupMessages(library(survey))
options(digits = 15)
arguments <- commandArgs(trailingOnly = TRUE)
folder <- file.path(arguments[1], "r")
clustered <- arguments[2] == "clustered"
warm_ups <- as.integer(arguments[3])

emit <- function(kind, name, value) cat(sprintf("%s,%s,%.17g\n", kind, name, value))
now <- function() proc.time()[["elapsed"]]
peak_mb <- function() {
  line <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
  as.numeric(gsub("[^0-9]", "", line)) / 1024
}
read_column <- function(name) {
  path <- file.path(folder, paste0(name, ".bin"))
  kind <- if (name == "weight") "double" else "integer"
  numbers <- readBin(path, kind, n = file.size(path) / if (name == "weight") 8 else 4)
  levels <- readLines(file.path(folder, paste0(name, ".txt")), warn = FALSE)
  if (length(levels)) structure(numbers, levels = levels, class = "factor") else numbers
}

battery <- function(people) {
  digits <- list()
  keep <- function(name, one, other) {
    digits[[name]] <<- one
    digits[[paste(name, "(2)")]] <<- other
  }
  people$member <- as.numeric(people$on_linkedin == "yes")
  design <- if (clustered) {
    svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE)
  } else {
    svydesign(id = ~1, weights = ~weight, data = people)
  }
  for (by in c("education", "age_group", "employment")) {
    found <- svyby(~member, reformulate(by), design, svymean)
    logit <- qlogis(found$member)
    reach <- qt(0.975, degf(design)) * SE(found) / (found$member * (1 - found$member))
    interval <- plogis(cbind(logit - reach, logit + reach))
    for (i in seq_len(nrow(found))) {
      keep(paste("share", by, found[[by]][i]), found$member[i], SE(found)[i])
    }
  }
  ratio <- function(by, focus, reference) {
    two <- if (nlevels(people[[by]]) == 2) {
      design
    } else {
      subset(design, design$variables[[by]] %in% c(focus, reference))
    }
    means <- svyby(~member, reformulate(by), two, svymean, covmat = TRUE)
    names <- lapply(c(focus, reference), as.name)
    log <- svycontrast(means, bquote(log(.(names[[1]])) - log(.(names[[2]]))))
    keep(paste("ratio", by), exp(coef(log)), SE(log) * exp(coef(log)))
  }
  ratio("tertiary", "yes", "no")
  ratio("sex", "women", "men")
  ratio("employment", "employed", "unemployed")
  ratio("age_group", "18-29", "65+")
  for (by in c("education", "age_group")) {
    test <- svychisq(reformulate(c(by, "member")), design, statistic = "F")
    keep(paste("test", by), test$statistic, test$parameter[1])
  }
  design <- update(design,
    tertiary = relevel(tertiary, "no"), age_group = relevel(age_group, "30-49"),
    education = relevel(education, "upper_secondary")
  )
  models <- list(c("tertiary", "age_group", "sex"), c("education", "employment", "sex"))
  for (number in seq_along(models)) {
    # glm's default stops one step short of the last digits of standard errors.
    fit <- svyglm(reformulate(models[[number]], "member"), design,
      family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 50)
    )
    errors <- SE(fit)
    for (factor in models[[number]]) {
      for (level in levels(design$variables[[factor]])[-1]) {
        term <- paste0(factor, level)
        keep(paste("logit", number - 1, factor, level), coef(fit)[[term]], errors[[term]])
      }
    }
  }
  digits
}

start <- now()
names <- sub("\\.bin$", "", list.files(folder, "\\.bin$"))
people <- as.data.frame(sapply(names, read_column, simplify = FALSE))
emit("once", "read_s", now() - start)
emit("once", "start_mb", peak_mb())
for (run in seq_len(warm_ups + 1)) {
  if (run == warm_ups + 1) emit("warm", "", 0)
  start <- now()
  digits <- battery(people)
  emit("run", "time_s", now() - start)
  if (run == 1) emit("once", "peak_mb", peak_mb())
}
for (name in names(digits)) emit("digit", name, digits[[name]])
