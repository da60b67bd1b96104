/** What all parts of the page share: finding and making elements, forms and the error line. */

export const byId = (id) => document.getElementById(id);

export function element(name, className, text = '') {
  const result = document.createElement(name);
  result.className = className;
  result.textContent = text;
  return result;
}

export function showError(text) {
  byId('alert').hidden = !text;
  byId('error').textContent = text;
}

/** Runs something that can fail; the page tells of the failure and goes on. */
export async function attempt(action) {
  showError('');
  try {
    await action();
  } catch (error) {
    showError(error.message);
  }
}

export function onSubmit(id, action) {
  byId(id).addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(action);
  });
}

/** What a refused subscription says. */
export function reasonOf(error) {
  const reason = error?.error ?? error?.message ?? 'no reason given';
  return error?.status ? `${reason} (${error.status})` : `${reason}`;
}
