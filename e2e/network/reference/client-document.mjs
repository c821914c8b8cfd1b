/** A native client document for the network, at a URL of its own: the PDS caches documents by URL. */
export function clientDocument(name) {
  const host = `${name}.internal`;
  const id = `https://${host}/client-metadata.json`;
  return {
    client_id: id,
    client_name: "Network test",
    client_uri: `https://${host}`,
    redirect_uris: [`internal.${name}:/callback`],
    scope: "atproto repo:buzz.bookhive.book?action=create&action=update&action=delete",
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    application_type: "native",
    token_endpoint_auth_method: "none",
    dpop_bound_access_tokens: true,
  };
}
