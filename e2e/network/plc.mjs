import plc from "@did-plc/server";

/** The reference PLC directory, its operations kept in memory. */
export function createPlc() {
  const server = plc.PlcServer.create({ db: plc.Database.mock() });
  return { handler: server.app };
}
