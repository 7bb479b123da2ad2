// The answers of a form as `[name, value]` pairs, without the fields that belong to the page.

const FIELDS = "[data-question] input, [data-question] textarea";

/** What is answered now. */
export function answersOf(element) {
  return [...element.querySelectorAll(FIELDS)]
    .filter((field) => (isChoice(field) ? field.checked : field.value.trim()))
    .map((field) => [field.name, field.value]);
}

/** Make these the answers of the form, and no others. */
export function fill(form, answers) {
  for (const field of form.querySelectorAll(FIELDS)) {
    const values = answers.filter(([name]) => name === field.name).map(([, value]) => value);
    if (isChoice(field)) {
      field.checked = values.includes(field.value);
    } else {
      field.value = values[0] || "";
    }
  }
  form.dispatchEvent(new Event("input"));
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}
