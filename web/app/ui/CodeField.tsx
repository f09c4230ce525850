import type { ComponentProps } from "react";

import { TextField } from "./Field";

/** The code that is asked for once the password was right. */
export function CodeField(field: Omit<ComponentProps<typeof TextField>, "label">) {
    return (
        <TextField
            {...field}
            label="Code"
            autoComplete="one-time-code"
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it appears because it is needed next
            autoFocus
            hint="Six digits, as your authenticator app shows them, or one of your recovery codes."
        />
    );
}
