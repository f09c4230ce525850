import type { ComponentType } from "react";

import { BillingDetails } from "~/account/BillingDetails";
import { Closing } from "~/account/Closing";
import { CompanySignIn } from "~/account/CompanySignIn";
import { ExportOfMine, ExportOfOrganization } from "~/account/Exports";
import { OrganizationName } from "~/account/OrganizationName";
import { Password } from "~/account/Password";
import { Profile } from "~/account/Profile";
import { SecondFactor } from "~/account/SecondFactor";
import { SecondFactorOfAll } from "~/account/SecondFactorOfAll";
import { Sessions } from "~/account/Sessions";
import { useMe } from "~/lib/account";
import { Page } from "~/ui/Page";

interface Part {
    title: string;
    text: string;
    /** Without it the part is not shown. */
    permission?: string;
    Card: ComponentType;
}

// A part of the settings: a component in account/, and a row here. The first group is everybody's in the
// organization, the second one's own, wherever one goes.
const GROUPS: readonly { title: string; parts: readonly Part[] }[] = [
    {
        title: "Organization",
        parts: [
            { title: "Name", text: "As your people see it, and whoever you invite.", Card: OrganizationName },
            {
                title: "Billing details",
                text: "They stand on invoices that are issued from now on.",
                permission: "billing.read",
                Card: BillingDetails,
            },
            {
                title: "Signing in",
                text: "What your people need to come in.",
                permission: "second_factor.require",
                Card: SecondFactorOfAll,
            },
            {
                title: "Company sign-in",
                text: "Let your people sign in with their account at your company, and join when they first come.",
                permission: "identity.manage",
                Card: CompanySignIn,
            },
            {
                title: "Data of the organization",
                text: "It is yours: take it along whenever you like, also after you have cancelled.",
                permission: "organization.export",
                Card: ExportOfOrganization,
            },
            {
                title: "Close the organization",
                text: "For good, with all that is in it.",
                permission: "organization.delete",
                Card: Closing,
            },
        ],
    },
    {
        title: "Your account",
        parts: [
            { title: "Profile", text: "Who you are here.", Card: Profile },
            { title: "Password", text: "Your other sessions end when you change it.", Card: Password },
            { title: "Second factor", text: "A code of your phone, besides the password.", Card: SecondFactor },
            { title: "Where you are signed in", text: "By what program and from about where; the last part of an address is not kept.", Card: Sessions },
            { title: "Your data", text: "What is kept of you, in all your organizations.", Card: ExportOfMine },
        ],
    },
];

/** The part's place on the page, to be pointed at from elsewhere. */
const anchorOf = (title: string) => title.toLowerCase().replaceAll(" ", "-");

export default function Settings() {
    const permissions = useMe().data?.data.permissions ?? [];
    const groups = GROUPS.map(({ title, parts }) => ({
        title,
        parts: parts.filter((part) => part.permission === undefined || permissions.includes(part.permission)),
    }));
    return (
        <Page title="Settings" lead="Your organization, what invoices say about it, and how you sign in.">
            <div className="grid grid-cols-1 gap-10 lg:grid-cols-[12rem_minmax(0,44rem)] lg:gap-14">
                <nav aria-label="Settings" className="top-8 grid content-start gap-6 self-start max-lg:hidden lg:sticky print:hidden">
                    {groups.map((group) => (
                        <div key={group.title}>
                            <p className="pb-1 text-xs font-medium text-ink-3">{group.title}</p>
                            <ul className="border-l border-line">
                                {group.parts.map((part) => (
                                    <li key={part.title}>
                                        <a
                                            href={`#${anchorOf(part.title)}`}
                                            className="-ml-px flex min-h-8 items-center border-l border-transparent pl-3 text-sm text-ink-2 hover:border-brand hover:text-ink"
                                        >
                                            {part.title}
                                        </a>
                                    </li>
                                ))}
                            </ul>
                        </div>
                    ))}
                </nav>
                <div className="grid min-w-0 grid-cols-1 gap-14">
                    {groups.map((group) => (
                        <div key={group.title} className="grid grid-cols-1 gap-8">
                            <h2 className="border-b border-line pb-2 font-display text-xl font-semibold">{group.title}</h2>
                            {group.parts.map(({ title, text, Card }) => (
                                <section key={title} id={anchorOf(title)} aria-label={title} className="grid scroll-mt-8 grid-cols-1 gap-3">
                                    <div>
                                        <h3 className="font-semibold">{title}</h3>
                                        <p className="text-sm text-ink-2">{text}</p>
                                    </div>
                                    <Card />
                                </section>
                            ))}
                        </div>
                    ))}
                </div>
            </div>
        </Page>
    );
}
