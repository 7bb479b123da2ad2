// The answers of a form as `[name, value]` pairs, without the fields that belong to the page.

const FIELDS = "[data-question] :is(input, textarea, select)";

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

/** Earlier answers, except where there are newer ones. */
export function merged(earlier, newer) {
  const names = newer.map(([name]) => name);
  return [...earlier.filter(([name]) => !names.includes(name)), ...newer];
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox";
}
