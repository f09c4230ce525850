import { useQueryClient } from "@tanstack/react-query";
import { CircleHelp, LogOut, Menu as MenuIcon, Monitor, Moon, Search, Sun, User, UserRoundCog, X, type LucideIcon } from "lucide-react";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { Link, NavLink, useLocation, useNavigate } from "react-router";

import { endImpersonation, signOut } from "~/lib/api";
import { toError } from "~/lib/errors";
import { useSession } from "~/lib/session";
import { useShortcuts, type Shortcut } from "~/lib/shortcuts";
import { setTheme, useTheme, type Theme } from "~/lib/theme";
import { IconButton, buttonClass } from "~/ui/Button";
import { cx } from "~/ui/cx";
import { Dialog } from "~/ui/Dialog";
import { Logo } from "~/ui/Logo";
import { Menu, MenuChoice, MenuItem, MenuSeparator } from "~/ui/Menu";
import { Palette, type PaletteItem } from "~/ui/Palette";
import { SignInAgain } from "~/ui/SignInAgain";

export interface Place {
    to: string;
    label: string;
    icon: LucideIcon;
    /** Keys that lead there, as in "g b". */
    keys?: string;
    /** Only its own address is it, and none beneath. */
    isExact?: boolean;
}

export interface PlaceGroup {
    label?: string;
    places: readonly Place[];
}

interface ShellProps {
    groups: readonly PlaceGroup[];
    /** What stands above the places: which organization, or which part of the house. */
    head: ReactNode;
    /** What concerns every screen: the trial, an impersonation. */
    banner?: ReactNode;
    paletteItems?: readonly PaletteItem[];
    onPaletteQuery?: (query: string) => void;
    children: ReactNode;
}

const THEMES: readonly { value: Theme; label: string; icon: LucideIcon }[] = [
    { value: "light", label: "Light", icon: Sun },
    { value: "dark", label: "Dark", icon: Moon },
    { value: "system", label: "As the system", icon: Monitor },
];

/** The frame of all screens behind a sign-in: places at the side, the account, keys, the palette. */
export function Shell({ groups, head, banner, paletteItems = [], onPaletteQuery, children }: ShellProps) {
    const session = useSession();
    const { pathname } = useLocation();
    const client = useQueryClient();
    const main = useRef<HTMLElement>(null);
    // On a phone the places are opened at one address, and closed by going to another.
    const [openedAt, setOpenedAt] = useState<string | null>(null);
    const isNavigationOpen = openedAt === pathname;
    const [isPaletteOpen, setIsPaletteOpen] = useState(false);
    const [areKeysOpen, setAreKeysOpen] = useState(false);
    const navigate = useNavigate();

    const shortcuts = useMemo<Shortcut[]>(
        () => [
            { keys: "?", label: "Show these shortcuts", run: () => setAreKeysOpen(true) },
            {
                keys: "/",
                label: "Search in the list",
                run: () => document.querySelector<HTMLInputElement>("input[type=search]")?.focus(),
            },
            ...groups.flatMap((group) =>
                group.places.flatMap((place) =>
                    place.keys ? [{ keys: place.keys, label: place.label, run: () => void navigate(place.to) }] : [],
                ),
            ),
        ],
        [groups, navigate],
    );
    useShortcuts(shortcuts);

    useEffect(() => {
        const listen = (event: KeyboardEvent) => {
            if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
                event.preventDefault();
                setIsPaletteOpen(true);
            }
        };
        document.addEventListener("keydown", listen);
        return () => document.removeEventListener("keydown", listen);
    }, []);

    // A new screen begins at its beginning, for whoever reads it by ear, too.
    const shownPath = useRef(pathname);
    useEffect(() => {
        if (shownPath.current === pathname) return;
        shownPath.current = pathname;
        main.current?.focus({ preventScroll: true });
    }, [pathname]);

    const places = useMemo<PaletteItem[]>(
        () =>
            groups.flatMap((group) =>
                group.places.map((place) => ({
                    id: place.to.replaceAll("/", "_"),
                    label: place.label,
                    group: "Pages",
                    run: () => void navigate(place.to),
                })),
            ),
        [groups, navigate],
    );

    return (
        <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)] print:block">
            <a
                href="#content"
                className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50 focus:rounded-control focus:bg-surface focus:px-4 focus:py-2"
            >
                Skip to the content
            </a>

            <header className="flex items-center gap-3 border-b border-line bg-surface px-4 py-2.5 lg:hidden print:hidden">
                <IconButton
                    label={isNavigationOpen ? "Close the navigation" : "Open the navigation"}
                    aria-expanded={isNavigationOpen}
                    aria-controls="navigation"
                    onClick={() => setOpenedAt(isNavigationOpen ? null : pathname)}
                >
                    {isNavigationOpen ? <X className="size-5" /> : <MenuIcon className="size-5" />}
                </IconButton>
                <Link to={groups[0]?.places[0]?.to ?? "/"} className="inline-flex min-h-9 items-center gap-2 font-display font-semibold">
                    <Logo className="size-5 text-brand" /> Unison
                </Link>
                <IconButton label="Find anything (Ctrl K)" className="ml-auto" onClick={() => setIsPaletteOpen(true)}>
                    <Search className="size-5" />
                </IconButton>
            </header>

            <aside
                id="navigation"
                aria-label="Sidebar"
                className={cx(
                    "border-line bg-surface lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:border-r print:hidden",
                    isNavigationOpen ? "flex flex-col border-b" : "max-lg:hidden",
                )}
            >
                <div className="grid grid-cols-1 gap-3 px-4 pt-4 pb-3">
                    <a href="/" className="hidden min-h-8 items-center gap-2.5 px-2 font-display text-lg font-semibold lg:inline-flex">
                        <Logo className="size-6 text-brand" /> Unison
                    </a>
                    {head}
                    <button
                        type="button"
                        onClick={() => setIsPaletteOpen(true)}
                        className="hidden min-h-9 items-center gap-2 rounded-control border border-line px-2.5 text-sm text-ink-3 hover:border-line-strong hover:text-ink lg:flex"
                    >
                        <Search className="size-4" aria-hidden="true" /> Find anything
                        <kbd className="ml-auto font-sans text-xs">Ctrl K</kbd>
                    </button>
                </div>
                <nav aria-label="Main" className="flex-1 overflow-y-auto px-4 pb-4">
                    {groups.map((group) => (
                        <div key={group.label ?? "main"} className="mt-3 first:mt-0">
                            {group.label && <p className="px-2 pb-1 text-xs font-medium text-ink-3">{group.label}</p>}
                            <ul className="grid gap-0.5">
                                {group.places.map((place) => (
                                    <li key={place.to}>
                                        <NavLink
                                            to={place.to}
                                            end={place.isExact ?? false}
                                            className={({ isActive }) =>
                                                cx(
                                                    "flex min-h-9 items-center gap-2.5 rounded-control px-2 text-sm font-medium",
                                                    isActive
                                                        ? "bg-brand-soft text-brand-ink"
                                                        : "text-ink-2 hover:bg-sunken hover:text-ink",
                                                )
                                            }
                                        >
                                            <place.icon className="size-4.5" strokeWidth={1.75} aria-hidden="true" />
                                            {place.label}
                                        </NavLink>
                                    </li>
                                ))}
                            </ul>
                        </div>
                    ))}
                </nav>
                <div className="flex items-center gap-1 border-t border-line px-3 py-2.5">
                    <AccountMenu email={session?.email ?? ""} />
                    <IconButton label="Keyboard shortcuts (?)" onClick={() => setAreKeysOpen(true)}>
                        <CircleHelp className="size-4.5" strokeWidth={1.75} />
                    </IconButton>
                </div>
            </aside>

            <div className="min-w-0">
                {session?.kind === "impersonation" && <ImpersonationBar email={session.email} />}
                {banner && <div className="mx-auto max-w-7xl px-4 pt-4 sm:px-8 print:hidden">{banner}</div>}
                <main ref={main} id="content" tabIndex={-1} className="mx-auto max-w-7xl px-4 py-6 sm:px-8 sm:py-8">
                    {children}
                </main>
            </div>

            {isPaletteOpen && (
                <Palette
                    onClose={() => setIsPaletteOpen(false)}
                    items={[...places, ...paletteItems]}
                    {...(onPaletteQuery && { onQuery: onPaletteQuery })}
                />
            )}
            {areKeysOpen && <Keys shortcuts={shortcuts} onClose={() => setAreKeysOpen(false)} />}
            <SignInAgain onDone={() => void client.invalidateQueries()} />
        </div>
    );
}

/** Nobody is to forget in whose place they are. */
function ImpersonationBar({ email }: { email: string }) {
    const [error, setError] = useState<Error | null>(null);
    const end = async () => {
        try {
            await endImpersonation();
            // What is in memory was somebody else's.
            location.assign("/admin/organizations");
        } catch (reason) {
            setError(toError(reason));
        }
    };
    return (
        <div role="alert" className="sticky top-0 z-30 flex flex-wrap items-center gap-3 bg-bad px-4 py-2.5 text-sm text-on-bad sm:px-8 print:hidden">
            <UserRoundCog className="size-5 shrink-0" aria-hidden="true" />
            <p className="min-w-0 flex-1 basis-48">
                <strong className="font-semibold">You act as {email}.</strong> The organization reads of it, with your reason.
                {error && ` ${error.message}`}
            </p>
            <button
                type="button"
                onClick={() => void end()}
                className="min-h-8 rounded-control border border-current px-3 font-medium hover:bg-on-bad hover:text-bad"
            >
                Be yourself again
            </button>
        </div>
    );
}

function Keys({ shortcuts, onClose }: { shortcuts: readonly Shortcut[]; onClose: () => void }) {
    return (
        <Dialog onClose={onClose} title="Keyboard shortcuts">
            <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-sm">
                {[{ keys: "Ctrl K", label: "Find anything" }, ...shortcuts].map((shortcut) => (
                    <div key={shortcut.keys} className="contents">
                        <dt>
                            {shortcut.keys.split(" ").map((key) => (
                                <kbd
                                    key={key}
                                    className="mr-1 inline-block min-w-7 rounded border border-line-strong/60 bg-sunken px-1.5 py-0.5 text-center font-sans text-xs"
                                >
                                    {key}
                                </kbd>
                            ))}
                        </dt>
                        <dd className="text-ink-2">{shortcut.label}</dd>
                    </div>
                ))}
            </dl>
        </Dialog>
    );
}

function AccountMenu({ email }: { email: string }) {
    const theme = useTheme();
    const navigate = useNavigate();
    const client = useQueryClient();
    const leave = async () => {
        await signOut();
        await navigate("/sign-in", { replace: true });
        client.clear();
    };
    return (
        <Menu
            trigger={
                <button type="button" className={buttonClass("quiet", "sm", "min-w-0 flex-1 justify-start")}>
                    <User className="size-4.5 shrink-0" strokeWidth={1.75} aria-hidden="true" />
                    <span className="truncate">{email}</span>
                </button>
            }
        >
            <MenuChoice
                label="Colours"
                value={theme}
                onChoose={setTheme}
                choices={THEMES.map(({ value, label, icon: Icon }) => ({
                    value,
                    label: (
                        <>
                            <Icon className="size-4" aria-hidden="true" /> {label}
                        </>
                    ),
                }))}
            />
            <MenuSeparator />
            <MenuItem onSelect={() => void leave()}>
                <LogOut className="size-4" aria-hidden="true" /> Sign out
            </MenuItem>
        </Menu>
    );
}
