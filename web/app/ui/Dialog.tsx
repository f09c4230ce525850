import { X } from "lucide-react";
import { useId, useLayoutEffect, useRef, type ReactNode, type RefObject } from "react";

import { IconButton } from "./Button";
import { cx } from "./cx";

interface DialogProps {
    onClose: () => void;
    title: ReactNode;
    children: ReactNode;
    /** Buttons at its end; in a form inside, they are the form's own. */
    footer?: ReactNode;
    wide?: boolean;
    /** It can only be answered, not left. */
    isRequired?: boolean;
}

/** However long a dialog is, what can be done stays in sight. */
const ACTIONS = "sticky bottom-0 flex flex-wrap justify-end gap-3 border-t border-line bg-surface px-6 max-sm:*:flex-1";

/** Opens a dialog for as long as it is rendered, and gives the focus back afterwards. */
export function useModal(dialog: RefObject<HTMLDialogElement | null>): void {
    useLayoutEffect(() => {
        const element = dialog.current;
        const opener = openerOf(document.activeElement);
        element?.showModal();
        return () => {
            element?.close();
            opener?.focus();
        };
    }, [dialog]);
}

/** What has the focus, or the button of the menu that it is in: the menu is gone afterwards. */
function openerOf(focused: Element | null): HTMLElement | null {
    const menu = focused?.closest("[role=menu]");
    const opener = menu ? document.getElementById(menu.getAttribute("aria-labelledby") ?? "") : focused;
    return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/**
 * The browser's own dialog, open while it is rendered: what is typed into it is gone with it. It
 * keeps the focus inside.
 */
export function Dialog({ onClose, title, children, footer, wide = false, isRequired = false }: DialogProps) {
    const dialog = useRef<HTMLDialogElement>(null);
    const id = useId();

    useModal(dialog);
    // Whoever opens a form types; anything else is read first.
    useLayoutEffect(() => {
        const field = dialog.current?.querySelector<HTMLElement>("input, select, textarea");
        (field ?? dialog.current?.querySelector("h2"))?.focus();
    }, []);

    return (
        <dialog
            ref={dialog}
            aria-labelledby={id}
            onCancel={(event) => {
                event.preventDefault();
                if (!isRequired) onClose();
            }}
            {...{ closedby: isRequired ? "none" : "any" }}
            className={cx(
                "max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] overflow-y-auto rounded-card border border-line bg-surface shadow-raised",
                wide ? "max-w-3xl" : "max-w-lg",
            )}
        >
            <div className="flex items-start justify-between gap-4 px-6 pt-5">
                <h2 id={id} tabIndex={-1} className="font-display text-xl font-semibold">
                    {title}
                </h2>
                {!isRequired && (
                    <IconButton label="Close" onClick={onClose} className="-mt-1 -mr-2">
                        <X className="size-5" aria-hidden="true" />
                    </IconButton>
                )}
            </div>
            <div className="px-6 pt-3 pb-6">{children}</div>
            {footer && <div className={cx(ACTIONS, "py-4")}>{footer}</div>}
        </dialog>
    );
}

/** The buttons at the end of a form in a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
    return <div className={cx(ACTIONS, "-mx-6 mt-2 -mb-6 py-4")}>{children}</div>;
}
