/**
 * OAuth client documents. Their hosts exist nowhere: the PDS's own fetch is answered from this map.
 *
 * The PDS caches a document by its URL, so a changed document needs a new URL.
 */
export class ClientDocuments {
  #documents = new Map();

  put(url, document) {
    this.#documents.set(url, JSON.stringify(document));
  }

  /** Puts the map in front of `fetch`; everything else goes out as before. */
  install() {
    const fetch = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const document = this.#documents.get(url);
      if (document === undefined) return fetch(input, init);
      return new Response(document, { headers: { "content-type": "application/json" } });
    };
  }
}
