/** The URL is the state: filters, sort, page, tab. What is the default stands not in it. */
import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

export type State = Record<string, string>;

export function readState<S extends State>(parameters: URLSearchParams, defaults: S): S {
    const state: State = {};
    for (const [name, value] of Object.entries(defaults)) state[name] = parameters.get(name) ?? value;
    return state as S;
}

export function writeState<S extends State>(parameters: URLSearchParams, defaults: S, change: Partial<S>): URLSearchParams {
    const next = new URLSearchParams(parameters);
    for (const [name, value] of Object.entries(change)) {
        if (value === undefined || value === defaults[name]) next.delete(name);
        else next.set(name, value);
    }
    // Whoever filters or sorts begins at the first page.
    if ("page" in defaults && !("page" in change)) next.delete("page");
    return next;
}

/**
 * The part of the query string that a screen uses, and how to change it. `defaults` has to be a
 * constant outside the component.
 */
export function useUrlState<S extends State>(
    defaults: S,
): readonly [S, (change: Partial<S>, options?: { replace?: boolean }) => void] {
    const [parameters, setParameters] = useSearchParams();
    const state = useMemo(() => readState(parameters, defaults), [parameters, defaults]);
    const change = useCallback(
        (wanted: Partial<S>, options: { replace?: boolean } = {}) => {
            // Not what was rendered: of two changes right after each other the second would undo the first.
            setParameters(writeState(new URLSearchParams(window.location.search), defaults, wanted), {
                preventScrollReset: true,
                replace: options.replace ?? false,
            });
        },
        [setParameters, defaults],
    );
    return [state, change];
}

/** "name" ascends, "-name" descends. */
export function parseSort(sort: string): { column: string; ascending: boolean } {
    return sort.startsWith("-") ? { column: sort.slice(1), ascending: false } : { column: sort, ascending: true };
}

export const PAGE_SIZE = 25;

/** The rows of a page that begins with 1, as PostgREST's range takes them. */
export function pageRange(page: string, size = PAGE_SIZE): [from: number, to: number] {
    const number = Math.max(1, Math.trunc(Number(page)) || 1);
    return [(number - 1) * size, number * size - 1];
}
