# The questions of notebook 08 by R's survey package, on the people (asked.py holds the others).
# Usage: Rscript asked.R FOLDER WARM_UPS
suppressPackageStartupMessages(library(survey))
options(digits = 15, survey.lonely.psu = "adjust")
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
warm_ups <- as.integer(arguments[2])
kinds <- c("dont_know", "refused", "no_answer", "not_asked")

emit <- function(kind, name, value) cat(sprintf("%s,%s,%.17g\n", kind, name, value))
now <- function() proc.time()[["elapsed"]]
split_at <- function(text, mark) if (nzchar(text)) strsplit(text, mark, fixed = TRUE)[[1]] else NULL

design_of <- function(table) {
  people <- read.csv(file.path(folder, paste0(table, ".csv")), stringsAsFactors = FALSE)
  if ("psu" %in% names(people)) {
    svydesign(id = ~psu, strata = ~stratum, weights = ~weight, data = people, nest = TRUE)
  } else {
    svydesign(id = ~1, weights = ~weight, data = people)
  }
}

answer <- function(design, asked) {
  people <- design$variables
  outside <- if (asked$base == "answered") kinds else "not_asked"
  kept <- !(people[[asked$outcome]] %in% outside)
  for (condition in split_at(asked$where, ";")) {
    parts <- split_at(condition, "=")
    kept <- kept & people[[parts[1]]] %in% split_at(parts[2], "|")
  }
  factors <- lapply(split_at(asked$factors, ";"), function(pair) split_at(pair, "="))
  for (pair in factors) kept <- kept & !(people[[pair[1]]] %in% kinds)
  if (nzchar(asked$group)) {
    kept <- kept & people[[asked$group]] %in% c(asked$focus, asked$reference)
  }
  design$variables$said <- as.numeric(people[[asked$outcome]] == asked$level)
  for (pair in factors) {
    known <- ifelse(people[[pair[1]]] %in% kinds, NA, people[[pair[1]]])
    design$variables[[pair[1]]] <- relevel(factor(known), pair[2])
  }
  base <- subset(design, kept)
  if (asked$what == "share") {
    found <- svymean(~said, base)
    return(list(c(coef(found), SE(found))))
  }
  if (asked$what == "compare") {
    means <- svyby(~said, reformulate(asked$group), base, svymean, covmat = TRUE)
    names <- lapply(c(asked$focus, asked$reference), as.name)
    log <- svycontrast(means, bquote(log(.(names[[1]])) - log(.(names[[2]]))))
    return(list(c(exp(coef(log)), SE(log) * exp(coef(log)))))
  }
  fit <- svyglm(reformulate(sapply(factors, `[`, 1), "said"), base,
    family = quasibinomial(), control = glm.control(epsilon = 1e-14, maxit = 50)
  )
  digits <- list()
  for (pair in factors) {
    for (level in levels(design$variables[[pair[1]]])[-1]) {
      term <- paste0(pair[1], level)
      if (term %in% names(coef(fit))) {
        digits[[paste(pair[1], level)]] <- c(coef(fit)[[term]], SE(fit)[[term]])
      }
    }
  }
  digits
}

questions <- read.csv(file.path(folder, "questions.csv"), colClasses = "character", na.strings = "")
questions[is.na(questions)] <- ""
designs <- sapply(unique(questions$table), design_of, simplify = FALSE)
ask <- function(number) answer(designs[[questions$table[number]]], questions[number, ])
single <- c(share = "one share", compare = "one comparison", logit = "one logit")
for (run in seq_len(warm_ups + 1)) {
  if (run == warm_ups + 1) emit("warm", "", 0)
  for (what in names(single)) {
    first <- match(what, questions$what)
    start <- now()
    for (again in 1:10) ask(first)
    emit("run", single[[what]], (now() - start) / 10)
  }
  start <- now()
  found <- lapply(seq_len(nrow(questions)), ask)
  emit("run", "time_s", now() - start)
}
line <- grep("^VmHWM", readLines("/proc/self/status"), value = TRUE)
emit("once", "peak_mb", as.numeric(gsub("[^0-9]", "", line)) / 1024)
for (number in seq_along(found)) {
  for (place in seq_along(found[[number]])) {
    name <- trimws(paste(number - 1, names(found[[number]])[place]))
    emit("digit", name, found[[number]][[place]][1])
    emit("digit", if (grepl(" ", name)) paste(name, "(2)") else paste(name, " (2)"), found[[number]][[place]][2])
  }
}
