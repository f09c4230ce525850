/** What can be done on the page that is open: the palette offers it beside what it always has. */
import { useEffect, useSyncExternalStore } from "react";

import type { PaletteItem } from "../ui/Palette";

const NONE: readonly PaletteItem[] = [];
let offered = NONE;
const listeners = new Set<() => void>();

function offer(items: readonly PaletteItem[]): void {
    offered = items;
    for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

/** Offer these while the page is open; they have to stay the same array from one rendering to the next. */
export function useOffers(items: readonly PaletteItem[]): void {
    useEffect(() => {
        offer(items);
        return () => offer(NONE);
    }, [items]);
}

/** What the open page offers. */
export function useOffered(): readonly PaletteItem[] {
    return useSyncExternalStore(
        subscribe,
        () => offered,
        () => NONE,
    );
}
