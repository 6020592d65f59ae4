/** Uploads files to Microsoft Graph. One implementation for both kinds of modules, so that `instanceof` holds across them. */
export * from "./index.js";
