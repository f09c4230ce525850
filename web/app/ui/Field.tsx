import { useId, useRef, useState, type ComponentProps, type ReactNode } from "react";

import { cx } from "./cx";

const CONTROL =
    "w-full rounded-control border border-line-strong/70 bg-surface px-3 text-ink placeholder:text-ink-3 " +
    "hover:border-line-strong disabled:bg-sunken disabled:text-ink-3 aria-invalid:border-bad";

interface Shell {
    label: ReactNode;
    hint?: ReactNode;
    error?: string | undefined;
    className?: string;
}

interface Wiring {
    id: string;
    "aria-invalid": true | undefined;
    "aria-describedby": string | undefined;
}

/** A label, a control, a hint and what is wrong, each known to assistive technology. */
export function Field({ label, hint, error, className, children }: Shell & { children: (wiring: Wiring) => ReactNode }) {
    const id = useId();
    const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
    return (
        <div className={cx("grid content-start gap-1.5", className)}>
            <label htmlFor={id} className="text-sm font-medium">
                {label}
            </label>
            {children({
                id,
                "aria-invalid": error ? true : undefined,
                "aria-describedby": described || undefined,
            })}
            {hint && (
                <p id={`${id}-hint`} className="text-sm text-ink-3">
                    {hint}
                </p>
            )}
            {error && (
                <p id={`${id}-error`} className="text-sm font-medium text-bad">
                    {error}
                </p>
            )}
        </div>
    );
}

export function TextField({ label, hint, error, className, ...rest }: Shell & ComponentProps<"input">) {
    return (
        <Field label={label} hint={hint} error={error} {...(className && { className })}>
            {(wiring) => <input {...rest} {...wiring} className={cx(CONTROL, "h-10")} />}
        </Field>
    );
}

export function TextArea({ label, hint, error, className, ...rest }: Shell & ComponentProps<"textarea">) {
    return (
        <Field label={label} hint={hint} error={error} {...(className && { className })}>
            {(wiring) => <textarea rows={3} {...rest} {...wiring} className={cx(CONTROL, "py-2")} />}
        </Field>
    );
}

export function SelectField({ label, hint, error, className, children, ...rest }: Shell & ComponentProps<"select">) {
    return (
        <Field label={label} hint={hint} error={error} {...(className && { className })}>
            {(wiring) => (
                <select {...rest} {...wiring} className={cx(CONTROL, "h-10 pr-8")}>
                    {children}
                </select>
            )}
        </Field>
    );
}

export function Checkbox({ label, hint, className, ...rest }: Omit<Shell, "error"> & ComponentProps<"input">) {
    const id = useId();
    return (
        <div className={cx("flex gap-2.5", className)}>
            <input
                {...rest}
                id={id}
                type="checkbox"
                aria-describedby={hint ? `${id}-hint` : undefined}
                className="mt-0.5 size-5 shrink-0 accent-brand"
            />
            <div>
                <label htmlFor={id} className="text-sm font-medium">
                    {label}
                </label>
                {hint && (
                    <p id={`${id}-hint`} className="text-sm text-ink-3">
                        {hint}
                    </p>
                )}
            </div>
        </div>
    );
}

const TYPING_MS = 150;

interface SearchFieldProps {
    label: string;
    /** What is searched for, as the URL holds it. */
    value: string;
    onSearch: (value: string) => void;
    className?: string;
}

/** A search above a list: it follows the typing, and what changes the address otherwise. */
export function SearchField({ label, value, onSearch, className }: SearchFieldProps) {
    const [text, setText] = useState(value);
    const [known, setKnown] = useState(value);
    const [sent, setSent] = useState<string | null>(null);
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    if (value !== known) {
        setKnown(value);
        setSent(null);
        // What was typed comes back through the address, and is no news; meanwhile more may be typed.
        if (value !== sent) setText(value);
    }
    return (
        <input
            type="search"
            aria-label={label}
            placeholder={label}
            value={text}
            onChange={(event) => {
                const wanted = event.target.value;
                setText(wanted);
                clearTimeout(timer.current);
                timer.current = setTimeout(() => {
                    setSent(wanted);
                    onSearch(wanted);
                }, TYPING_MS);
            }}
            className={cx(CONTROL, "h-10", className)}
        />
    );
}

/** A small select in a row of controls: its label is read out, and not seen. */
export function InlineSelect({ label, className, children, ...rest }: { label: string } & ComponentProps<"select">) {
    return (
        <select
            aria-label={label}
            {...rest}
            className={cx("h-9 rounded-control border border-line-strong/70 bg-surface pr-8 pl-3 text-sm", className)}
        >
            {children}
        </select>
    );
}
