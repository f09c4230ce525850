import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

const KEY = "unison.theme";
const CHANGED = "unison:theme";

/** Runs in the head, before anything is drawn; public/marketing.js knows the same key. */
export const THEME_SCRIPT =
    `(function(){var t=null;try{t=localStorage.getItem("${KEY}")}catch(e){}` +
    `if(t!=="light"&&t!=="dark")t=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";` +
    `document.documentElement.dataset.theme=t})()`;

function storedTheme(): Theme {
    const stored = localStorage.getItem(KEY);
    return stored === "light" || stored === "dark" ? stored : "system";
}

function apply(): void {
    const theme = storedTheme();
    const isDark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
    document.documentElement.dataset.theme = isDark ? "dark" : "light";
}

function subscribe(listener: () => void): () => void {
    const system = matchMedia("(prefers-color-scheme: dark)");
    const follow = () => {
        apply();
        listener();
    };
    system.addEventListener("change", follow);
    // Another tab has changed it, or this one.
    window.addEventListener("storage", follow);
    window.addEventListener(CHANGED, follow);
    return () => {
        system.removeEventListener("change", follow);
        window.removeEventListener("storage", follow);
        window.removeEventListener(CHANGED, follow);
    };
}

export function setTheme(theme: Theme): void {
    if (theme === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
    window.dispatchEvent(new Event(CHANGED));
}

export function useTheme(): Theme {
    return useSyncExternalStore(subscribe, storedTheme, () => "system");
}
