import type { ComponentProps, ReactNode } from "react";

import type { AdminRow, AdminViews } from "../lib/api";
import { useUrlState } from "../lib/url-state";
import { Button } from "./Button";
import { useDeed, type Deed } from "./Deed";
import { Dialog } from "./Dialog";
import { StaffList } from "./StaffList";

const STATE = { open: "" };

interface RetryListProps<Name extends keyof AdminViews> extends ComponentProps<typeof StaffList<Name>> {
    /** All that is known of one, in a dialog with a name. */
    detail?: { title: (row: AdminRow<Name>) => string; body: (row: AdminRow<Name>) => ReactNode };
    /** Doing it once more, where that makes sense. */
    retry?: (row: AdminRow<Name>) => (Deed & { label: string }) | false | null;
}

/** A list of what was tried: its rows open, and what failed is tried again, with a reason. */
export function RetryList<Name extends keyof AdminViews>({ detail, retry, rowKey, ...rest }: RetryListProps<Name>) {
    const [{ open }, change] = useUrlState(STATE);
    const [dialog, begin] = useDeed();
    const actions = (row: AdminRow<Name>) => {
        const again = retry?.(row);
        return (
            <>
                {again && (
                    <Button size="sm" onClick={() => begin(again)}>
                        {again.label}
                    </Button>
                )}
                {detail && (
                    <Button size="sm" look="quiet" onClick={() => change({ open: rowKey(row) })}>
                        Details
                    </Button>
                )}
                {detail && open === rowKey(row) && (
                    <Dialog title={detail.title(row)} wide onClose={() => change({ open: "" })}>
                        {detail.body(row)}
                    </Dialog>
                )}
            </>
        );
    };
    return (
        <>
            <StaffList {...rest} rowKey={rowKey} actions={actions} />
            {dialog}
        </>
    );
}
