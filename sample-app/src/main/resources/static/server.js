/** The requests of the page. */

export class SignedOutError extends Error {
  constructor() {
    super('You are not signed in, or not any more.');
  }
}

function cookie(name) {
  const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : '';
}

async function checked(response) {
  if (response.status === 401) {
    throw new SignedOutError();
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? `The server answered ${response.status}`);
  }
  return response;
}

/** Sends a form (URLSearchParams), JSON (any other object) or nothing, with the CSRF token of the cookie. */
export async function post(path, content, more = {}) {
  const headers = { ...more, 'X-XSRF-TOKEN': cookie('XSRF-TOKEN') };
  let body = content;
  if (content && !(content instanceof URLSearchParams)) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(content);
  }
  return checked(await fetch(path, { method: 'POST', headers, body }));
}

/** Asks for the public key and who is signed in; the answer brings the CSRF cookie too. */
export async function config() {
  const response = await checked(await fetch('/config'));
  return response.json();
}

/** The last webhooks that the application received, newest first. */
export async function webhooks() {
  const response = await checked(await fetch('/webhooks'));
  return response.json();
}
