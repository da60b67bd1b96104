/** News that another server publishes through the REST API, and the command that does the same. */

import { byId } from '/page.js';
import { post } from '/server.js';

export function watchNews(realtime) {
  realtime.subscribe('news').bind('headline', ({ text }) => {
    byId('headline').textContent = text;
  });
}

/** The key tells a repeated request from a second one. */
export async function publishNews() {
  await post('/news', { text: byId('news-text').value }, { 'Idempotency-Key': crypto.randomUUID() });
  byId('news-form').reset();
  showCommand();
}

export function showCommand() {
  const text = byId('news-text').value || byId('news-text').placeholder;
  const body = JSON.stringify({ channel: 'news', event: 'headline', data: { text } }).replaceAll("'", "'\\''");
  byId('curl').textContent = [`curl ${location.origin}/lattestream/api/events`,
    '  -H "Authorization: $LATTESTREAM_APP_SECRET"', "  -H 'Content-Type: application/json'", `  -d '${body}'`]
    .join(' \\\n');
}
