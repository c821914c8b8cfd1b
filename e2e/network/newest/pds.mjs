/** The newest PDS, found among this directory's packages. */
export { PDS, envToCfg, envToSecrets } from "@atproto/pds";
