import type { Config } from "@react-router/dev/config";

import { MARKETING_PAGES } from "./app/pages.ts";

export default {
    ssr: false,
    prerender: [...MARKETING_PAGES, "/404"],
} satisfies Config;
