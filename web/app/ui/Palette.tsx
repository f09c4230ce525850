import { Search } from "lucide-react";
import { useId, useMemo, useRef, useState } from "react";

import { cx } from "./cx";
import { useModal } from "./Dialog";

export interface PaletteItem {
    id: string;
    label: string;
    /** Where it belongs: Pages, Organizations, Actions. */
    group: string;
    note?: string;
    run: () => void;
}

interface PaletteProps {
    onClose: () => void;
    items: readonly PaletteItem[];
    /** Told what is typed, so that more items can be looked up. */
    onQuery?: (query: string) => void;
    placeholder?: string;
}

/** Anything by a few letters: Ctrl+K or Cmd+K. */
export function Palette({ onClose, items, onQuery, placeholder = "Go to, find or do…" }: PaletteProps) {
    const dialog = useRef<HTMLDialogElement>(null);
    const [query, setQuery] = useState("");
    const [active, setActive] = useState(0);
    const id = useId();

    useModal(dialog);

    const found = useMemo(() => {
        const parts = query.toLowerCase().split(/\s+/).filter(Boolean);
        return items.filter((item) => {
            const text = `${item.label} ${item.note ?? ""} ${item.group}`.toLowerCase();
            return parts.every((part) => text.includes(part));
        });
    }, [items, query]);

    const choose = (item: PaletteItem | undefined) => {
        if (!item) return;
        onClose();
        item.run();
    };
    return (
        <dialog
            ref={dialog}
            aria-label="Commands"
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            {...{ closedby: "any" }}
            className="mt-[12vh] mb-auto w-[calc(100vw-2rem)] max-w-xl rounded-card border border-line bg-surface shadow-raised"
        >
            <div className="flex items-center gap-3 border-b border-line px-4">
                <Search className="size-4 text-ink-3" aria-hidden="true" />
                <input
                    role="combobox"
                    aria-expanded="true"
                    aria-controls={`${id}-list`}
                    aria-activedescendant={found[active] ? `${id}-${found[active].id}` : undefined}
                    aria-label={placeholder}
                    placeholder={placeholder}
                    value={query}
                    className="h-12 w-full bg-transparent outline-none placeholder:text-ink-3"
                    onChange={(event) => {
                        setQuery(event.target.value);
                        setActive(0);
                        onQuery?.(event.target.value);
                    }}
                    onKeyDown={(event) => {
                        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
                            event.preventDefault();
                            const step = event.key === "ArrowDown" ? 1 : -1;
                            setActive((now) => (now + step + found.length) % Math.max(1, found.length));
                        } else if (event.key === "Enter") {
                            event.preventDefault();
                            choose(found[active]);
                        }
                    }}
                />
            </div>
            <ul id={`${id}-list`} role="listbox" aria-label="Results" className="max-h-[50vh] overflow-y-auto p-2">
                {found.map((item, index) => (
                    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys
                    <li
                        key={item.id}
                        id={`${id}-${item.id}`}
                        role="option"
                        aria-selected={index === active}
                        ref={index === active ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
                        onClick={() => choose(item)}
                        onMouseMove={() => setActive(index)}
                        className={cx(
                            "flex min-h-10 items-center gap-3 rounded-control px-3 text-sm",
                            index === active && "bg-sunken",
                        )}
                    >
                        <span className="min-w-0 truncate font-medium">{item.label}</span>
                        {item.note && <span className="truncate text-ink-3">{item.note}</span>}
                        <span className="ml-auto text-xs text-ink-3">{item.group}</span>
                    </li>
                ))}
            </ul>
            {found.length === 0 && (
                <p role="status" className="px-3 pb-8 text-center text-sm text-ink-3">
                    Nothing found
                </p>
            )}
        </dialog>
    );
}
