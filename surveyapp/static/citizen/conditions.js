// Questions for some people only, shown once the answer they hang on is given.

/** Show the questions that apply; the others keep what was answered, and send nothing. */
export function showWhatApplies(form) {
  for (const question of form.querySelectorAll("[data-if]")) {
    const { if: name, is: values } = question.dataset;
    const given = [...form.querySelectorAll(`[name="${name}"]:checked:enabled`)];
    const applies = given.some((field) => values.split(" ").includes(field.value))
      || question.matches(".wrong");
    question.hidden = !applies;
    question.querySelectorAll("input, textarea").forEach((field) => { field.disabled = !applies; });
  }
}
