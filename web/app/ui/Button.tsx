import type { ComponentProps } from "react";
import { Link, type LinkProps } from "react-router";

import { cx } from "./cx";

export type Look = "primary" | "secondary" | "quiet" | "danger";
export type Size = "sm" | "md" | "lg";

const LOOKS: Record<Look, string> = {
    primary: "bg-brand text-on-brand hover:bg-brand-strong",
    secondary: "border border-line-strong/60 bg-surface text-ink hover:border-line-strong hover:bg-sunken",
    quiet: "text-ink-2 hover:bg-sunken hover:text-ink",
    danger: "bg-bad text-on-bad hover:opacity-90",
};

const SIZES: Record<Size, string> = {
    sm: "min-h-8 gap-1.5 px-2.5 text-sm",
    md: "min-h-10 gap-2 px-4 text-sm",
    lg: "min-h-12 gap-2 px-6 text-base",
};

export function buttonClass(look: Look = "secondary", size: Size = "md", className?: string): string {
    return cx(
        "inline-flex items-center rounded-control font-medium whitespace-nowrap",
        "transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-55 aria-busy:cursor-progress",
        LOOKS[look],
        SIZES[size],
        !className?.includes("justify-") && "justify-center",
        className,
    );
}

interface ButtonProps extends ComponentProps<"button"> {
    look?: Look;
    size?: Size;
    /** What it does is under way: it stays where it is, and does it only once. */
    busy?: boolean;
}

export function Button({ look, size, busy = false, className, children, onClick, type = "button", ...rest }: ButtonProps) {
    return (
        <button
            {...rest}
            // oxlint-disable-next-line react/button-has-type
            type={type}
            aria-busy={busy || undefined}
            onClick={busy ? (event) => event.preventDefault() : onClick}
            className={buttonClass(look, size, className)}
        >
            {busy && <Spinner />}
            {children}
        </button>
    );
}

export function ButtonLink({ look, size, className, ...rest }: LinkProps & { look?: Look; size?: Size }) {
    return <Link {...rest} className={buttonClass(look, size, className)} />;
}

/** A square one with a picture alone; its label is read out. */
export function IconButton({ label, className, children, ...rest }: ComponentProps<"button"> & { label: string }) {
    return (
        <button
            type="button"
            {...rest}
            aria-label={label}
            title={label}
            className={cx(
                "inline-grid size-9 shrink-0 place-items-center rounded-control text-ink-2 hover:bg-sunken hover:text-ink",
                className,
            )}
        >
            {children}
        </button>
    );
}

export function Spinner({ className }: { className?: string }) {
    return (
        <svg viewBox="0 0 16 16" className={cx("size-4 animate-spin", className)} aria-hidden="true">
            <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.3" />
            <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
        </svg>
    );
}
