import { Check, X } from "lucide-react";
import { useEffect, useSyncExternalStore } from "react";

/** A word about what was done. Errors are shown where they were caused, never here. */
interface Message {
    id: number;
    text: string;
}

const SHOWN_MS = 6_000;

let messages: readonly Message[] = [];
let nextId = 1;
const listeners = new Set<() => void>();
const NONE: readonly Message[] = [];

function change(next: readonly Message[]): void {
    messages = next;
    for (const listener of listeners) listener();
}

export function toast(text: string): void {
    change([...messages, { id: nextId, text }]);
    nextId += 1;
}

function subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
}

export function Toaster() {
    const shown = useSyncExternalStore(
        subscribe,
        () => messages,
        () => NONE,
    );
    return (
        <div
            role="status"
            aria-live="polite"
            className="pointer-events-none fixed inset-x-4 bottom-4 z-50 grid justify-items-end gap-2 print:hidden"
        >
            {shown.map((message) => (
                <Shown key={message.id} message={message} />
            ))}
        </div>
    );
}

function Shown({ message }: { message: Message }) {
    const { id } = message;
    useEffect(() => {
        const timer = setTimeout(() => change(messages.filter((other) => other.id !== id)), SHOWN_MS);
        return () => clearTimeout(timer);
    }, [id]);
    return (
        <div className="pointer-events-auto flex max-w-md items-center gap-3 rounded-card bg-ink py-2 pr-2 pl-4 text-sm text-canvas shadow-raised">
            <Check className="size-4 shrink-0" aria-hidden="true" />
            {message.text}
            <button
                type="button"
                aria-label="Dismiss"
                onClick={() => change(messages.filter((other) => other.id !== id))}
                className="grid size-8 shrink-0 place-items-center rounded-control"
            >
                <X className="size-4" aria-hidden="true" />
            </button>
        </div>
    );
}
