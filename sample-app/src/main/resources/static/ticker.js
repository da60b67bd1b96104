/** The price of coffee: everybody sees it, signed in or not, over Server-Sent Events. */

import LatteStream from '/lattestream/client.js';
import { byId } from '/page.js';

export function startTicker(key) {
  let last = null;
  const prices = new LatteStream(key, { transport: 'sse' }).subscribe('ticker');
  prices.bind('price', ({ coffee, price }) => {
    const ticker = byId('ticker');
    const up = last === null || price >= last;
    last = price;
    ticker.textContent = `${coffee} €${price.toFixed(2)} ${up ? '▲' : '▼'}`;
    ticker.dataset.move = up ? 'up' : 'down';
  });
}
