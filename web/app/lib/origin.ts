/** Where the pages are found. They are built once, for any host: the gateway writes its own here. */
export const ORIGIN = "https://origin.invalid";
