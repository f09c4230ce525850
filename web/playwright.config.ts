import { defineConfig, devices } from "@playwright/test";

// Against the running instance that UNISON_STATE names: the runner passes its env file's variables.
const required = (name: string): string => {
    const value = process.env[name];
    if (!value) throw new Error(`${name} is not set: source "$UNISON_STATE/env" first`);
    return value;
};

const PHONE = { width: 360, height: 740 };

export default defineConfig({
    testDir: "e2e",
    outputDir: process.env.PLAYWRIGHT_OUTPUT ?? "e2e/test-results",
    forbidOnly: true,
    workers: 1,
    // What is waited for comes within a second, except where everything runs at once.
    timeout: 120_000,
    expect: { timeout: 20_000 },
    reporter: [["list"]],
    use: {
        baseURL: required("WEB_URL"),
        trace: "retain-on-failure",
        launchOptions: {
            executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
            args: [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        },
    },
    projects: [
        { name: "desktop", use: { ...devices["Desktop Chrome"] } },
        { name: "phone", grep: /@phone/, use: { ...devices["Desktop Chrome"], viewport: PHONE, colorScheme: "dark" } },
        // The way to the customer and back in the other colours. axe has looked at both on these screens already.
        {
            name: "desktop-dark",
            grep: /@themes/,
            use: { ...devices["Desktop Chrome"], colorScheme: "dark" },
            metadata: { hasNoAxe: true },
        },
        {
            name: "phone-light",
            grep: /@themes/,
            use: { ...devices["Desktop Chrome"], viewport: PHONE },
            metadata: { hasNoAxe: true },
        },
    ],
});
