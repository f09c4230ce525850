import type { ComponentProps, ReactNode } from "react";

import type { AdminRow, AdminViews } from "../lib/api";
import { useAction } from "../lib/queries";
import { useUrlState } from "../lib/url-state";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import { ErrorText } from "./ErrorBlock";
import { Json } from "./Json";
import { StaffList } from "./StaffList";
import type { Column } from "./Table";

const STATE = { open: "" };

interface RetryListProps<Name extends keyof AdminViews> extends ComponentProps<typeof StaffList<Name>> {
    /** All that is known of one, in a dialog. */
    detail?: (row: AdminRow<Name>) => unknown;
    /** Doing it once more, and for which that makes sense. */
    retry?: {
        label: string;
        done: string;
        isOffered: (row: AdminRow<Name>) => boolean;
        act: (row: AdminRow<Name>) => PromiseLike<unknown>;
    };
}

/** A list of what was tried: its rows open, and what failed is tried again. */
export function RetryList<Name extends keyof AdminViews>({ detail, retry, columns, rowKey, ...rest }: RetryListProps<Name>) {
    const [{ open }, change] = useUrlState(STATE);
    const again = useAction(async (row: AdminRow<Name>) => await retry?.act(row), {
        invalidates: [["admin"]],
        ...(retry && { done: retry.done }),
    });
    const actions: Column<AdminRow<Name>> = {
        id: "act",
        label: <span className="sr-only">Actions</span>,
        className: "w-0",
        cell: (row) => (
            <div className="flex justify-end gap-2">
                {retry?.isOffered(row) && (
                    <Button size="sm" busy={again.isPending && again.variables === row} onClick={() => again.mutate(row)}>
                        {retry.label}
                    </Button>
                )}
                {detail && (
                    <Opener isOpen={open === rowKey(row)} onToggle={(isOpen) => change({ open: isOpen ? rowKey(row) : "" })}>
                        <Json label="All that is known of it" value={detail(row)} />
                    </Opener>
                )}
            </div>
        ),
    };
    return (
        <>
            <ErrorText error={again.error} />
            <StaffList {...rest} rowKey={rowKey} columns={[...columns, actions]} />
        </>
    );
}

function Opener({ isOpen, onToggle, children }: { isOpen: boolean; onToggle: (isOpen: boolean) => void; children: ReactNode }) {
    return (
        <>
            <Button size="sm" look="quiet" onClick={() => onToggle(true)}>
                Details
            </Button>
            {isOpen && (
                <Dialog title="Details" wide onClose={() => onToggle(false)}>
                    {children}
                </Dialog>
            )}
        </>
    );
}
