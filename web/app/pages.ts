/** Pages that anybody may read: prerendered, without React in the browser, in the site map. */
export const MARKETING_PAGES = [
    "/",
    "/pricing",
    "/faq",
    "/legal/terms",
    "/legal/privacy",
    "/legal/imprint",
] as const;
