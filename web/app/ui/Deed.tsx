import { useState, type ComponentProps } from "react";

import { useAction } from "../lib/queries";
import { ReasonDialog } from "./ReasonDialog";

/** Something the staff can do, with a reason: what it asks for, and what is said once it is done. */
export interface Deed extends Omit<ComponentProps<typeof ReasonDialog>, "onClose" | "act"> {
    done: string;
    act: (values: Record<string, string>) => PromiseLike<unknown>;
}

/** The dialog of the deed that was begun, if any, and how to begin one. Whatever is done changes the page and the log. */
export function useDeed() {
    const [deed, begin] = useState<Deed | null>(null);
    const dialog = deed && <DeedDialog {...deed} onClose={() => begin(null)} />;
    return [dialog, begin] as const;
}

/** The dialog of a deed, while it is rendered. */
export function DeedDialog({ done, act, ...rest }: Deed & { onClose: () => void }) {
    const { mutateAsync } = useAction(async (values: Record<string, string>) => await act(values), {
        invalidates: [["admin"]],
        done,
    });
    return <ReasonDialog {...rest} act={mutateAsync} />;
}
