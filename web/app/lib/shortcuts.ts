import { useEffect } from "react";

/** Keys that work wherever nobody is typing; `?` lists them. */
export interface Shortcut {
    /** One key, or two pressed one after the other: "g b". */
    keys: string;
    label: string;
    run: () => void;
}

const SEQUENCE_MS = 1_000;

export function isTyping(target: EventTarget | null): boolean {
    if (!(target instanceof HTMLElement)) return false;
    return target.isContentEditable || target.matches("input, textarea, select, [role=textbox], [role=combobox]");
}

export function useShortcuts(shortcuts: readonly Shortcut[]): void {
    useEffect(() => {
        let before = "";
        let timer: ReturnType<typeof setTimeout> | undefined;
        const listen = (event: KeyboardEvent) => {
            if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
            if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
            const keys = before ? `${before} ${event.key}` : event.key;
            const found = shortcuts.find((shortcut) => shortcut.keys === keys);
            clearTimeout(timer);
            before = "";
            if (found) {
                event.preventDefault();
                found.run();
            } else if (shortcuts.some((shortcut) => shortcut.keys.startsWith(`${event.key} `))) {
                before = event.key;
                timer = setTimeout(() => (before = ""), SEQUENCE_MS);
            }
        };
        document.addEventListener("keydown", listen);
        return () => {
            clearTimeout(timer);
            document.removeEventListener("keydown", listen);
        };
    }, [shortcuts]);
}
