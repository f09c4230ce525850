import { Menu as BaseMenu } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";

const ITEM =
    "flex min-h-9 w-full cursor-default items-center gap-2.5 rounded-control px-2.5 py-1.5 text-left text-sm outline-none data-highlighted:bg-sunken";

/** A button with a list of things to do beneath it. */
export function Menu({ trigger, children, align = "start" }: { trigger: ReactElement; children: ReactNode; align?: "start" | "end" }) {
    return (
        <BaseMenu.Root modal={false}>
            <BaseMenu.Trigger render={trigger} />
            <BaseMenu.Portal>
                <BaseMenu.Positioner align={align} sideOffset={6} className="z-40 outline-none">
                    <BaseMenu.Popup className="max-h-[70dvh] min-w-56 overflow-y-auto rounded-card border border-line bg-surface p-1.5 shadow-raised outline-none">
                        {children}
                    </BaseMenu.Popup>
                </BaseMenu.Positioner>
            </BaseMenu.Portal>
        </BaseMenu.Root>
    );
}

export function MenuItem({ onSelect, children, disabled = false }: { onSelect: () => void; children: ReactNode; disabled?: boolean }) {
    return (
        <BaseMenu.Item onClick={onSelect} disabled={disabled} className={ITEM}>
            {children}
        </BaseMenu.Item>
    );
}

export function MenuChoice<Value extends string>({
    label,
    value,
    choices,
    onChoose,
}: {
    label: string;
    value: Value;
    choices: readonly { value: Value; label: ReactNode }[];
    onChoose: (value: Value) => void;
}) {
    return (
        <BaseMenu.RadioGroup value={value} onValueChange={onChoose} aria-label={label}>
            <BaseMenu.GroupLabel className="px-2.5 pt-2 pb-1 text-xs font-medium text-ink-3">{label}</BaseMenu.GroupLabel>
            {choices.map((choice) => (
                <BaseMenu.RadioItem key={choice.value} value={choice.value} closeOnClick className={ITEM}>
                    {choice.label}
                    <BaseMenu.RadioItemIndicator className="ml-auto text-brand-ink">✓</BaseMenu.RadioItemIndicator>
                </BaseMenu.RadioItem>
            ))}
        </BaseMenu.RadioGroup>
    );
}

export function MenuSeparator() {
    return <BaseMenu.Separator className="mx-2 my-1.5 h-px bg-line" />;
}
