import { reactRouter } from "@react-router/dev/vite";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";

export default defineConfig({
    plugins: [tailwindcss(), reactRouter()],
    resolve: { alias: { "~": new URL("app", import.meta.url).pathname } },
    build: {
        target: "es2022",
        // What is small would become data: addresses, which the policy allows for pictures alone.
        assetsInlineLimit: 0,
        reportCompressedSize: false,
    },
    server: {
        // `npm run dev` beside a running instance.
        proxy: { "/api": process.env.WEB_URL ?? "http://127.0.0.1:8080" },
    },
});
