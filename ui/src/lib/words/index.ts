export * from "./account";
export * from "./books";
export * from "./errors";
export * from "./frame";
export * from "./history";
export * from "./import";
export * from "./mapping";
export * from "./numbers";
