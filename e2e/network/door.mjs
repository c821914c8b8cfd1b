import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import { setTimeout as pause } from "node:timers/promises";

/**
 * The one way in to a server of the network: a loopback listener that logs each request and lets faults strike it
 * before the server's own handler sees it. A shut door refuses connections; it opens again on the same port.
 */
export class Door {
  #server;
  #port = 0;

  /** @param tls `cert` and `key`, for a door that speaks https under the name `<name>.localhost` */
  constructor(name, log, faults, tls) {
    this.tls = tls;
    this.name = name;
    this.log = log;
    this.faults = faults;
    this.handler = (_request, response) => response.writeHead(503).end();
  }

  /** The port is chosen by the system at the first opening and kept from then on. */
  async open() {
    if (this.#server) return;
    const answer = (request, response) => this.#answer(request, response);
    const server = this.tls ? https.createServer(this.tls, answer) : http.createServer(answer);
    server.keepAliveTimeout = 90_000;
    server.listen(this.#port, "127.0.0.1");
    await once(server, "listening");
    this.#server = server;
    this.#port = server.address().port;
  }

  async shut() {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  }

  get port() {
    return this.#port;
  }

  /** Spelled `localhost`: an authorization server's issuer must not be an IP address. */
  get url() {
    return this.tls ? `https://${this.name}.localhost:${this.#port}` : `http://localhost:${this.#port}`;
  }

  async #answer(request, response) {
    const entry = this.log.begin(this.name, request);
    response.once("close", () => {
      entry.status = response.writableFinished ? response.statusCode : 0;
    });
    const action = this.faults.take(this.name, request);
    switch (action?.kind) {
      case undefined:
        break;
      case "drop":
        request.socket.destroy();
        return;
      case "reply":
        reply(response, action);
        return;
      case "delay":
        await pause(action.ms);
        break;
      case "hold":
        await this.faults.released();
        if (request.socket.destroyed) return;
        break;
      case "dropAfter":
        keepBack(response, () => request.socket.destroy());
        break;
      case "holdAfter": {
        const released = this.faults.released();
        keepBack(response, (send) => released.then(send));
        break;
      }
      default:
        reply(response, { status: 500, body: { error: "UnknownFault", message: String(action.kind) } });
        return;
    }
    this.handler(request, response);
  }
}

function reply(response, { status, headers = {}, body = { error: "Injected" } }) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(text);
}

/** Collects everything the server writes; `then` decides what becomes of it once the reply is complete. */
function keepBack(response, then) {
  const { writeHead, write, end } = response;
  const calls = [];
  response.writeHead = (...args) => (calls.push([writeHead, args]), response);
  response.write = (...args) => (calls.push([write, args]), true);
  response.end = (...args) => {
    calls.push([end, args]);
    then(() => {
      Object.assign(response, { writeHead, write, end });
      for (const [method, args] of calls) method.apply(response, args);
    });
    return response;
  };
}
