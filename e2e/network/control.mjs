import { once } from "node:events";
import http from "node:http";

/**
 * The control port: `POST /<command>` with a JSON object, answered with a JSON value, or with status 500 and
 * `{ "error": … }`. The commands are the methods of `commands`.
 */
export async function openControl(commands) {
  const server = http.createServer(async (request, response) => {
    const { status, body } = await answer(commands, request).catch((error) => ({
      status: 500,
      body: { error: String(error?.message ?? error) },
    }));
    const text = JSON.stringify(body ?? null);
    response.writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    response.end(text);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${server.address().port}` };
}

async function answer(commands, request) {
  const name = request.url.slice(1);
  if (request.method !== "POST" || !Object.hasOwn(commands, name)) {
    return { status: 404, body: { error: `no command ${request.method} ${request.url}` } };
  }
  const chunks = await request.toArray();
  const text = Buffer.concat(chunks).toString("utf8");
  return { status: 200, body: await commands[name](text ? JSON.parse(text) : {}) };
}
