/** Stand-ins for texts that a lawyer writes. The pages say so. */
export interface LegalDocument {
    title: string;
    description: string;
    sections: readonly { title: string; text: string }[];
}

export const LEGAL: Record<string, LegalDocument> = {
    terms: {
        title: "Terms of service",
        description: "Under which terms Unison is used. A placeholder until the operator provides the text.",
        sections: [
            { title: "Who concludes this contract", text: "The operator of this site, named in the imprint, and the organization that signs up." },
            { title: "What is provided", text: "The plan that was chosen, with the features and limits listed on the page about prices on the day of the order." },
            { title: "Prices and payment", text: "Fees are charged in advance for each period. What happens when a payment fails is described under Questions." },
            { title: "Ending it", text: "Either side can end the contract at the end of a paid period. The customer can export their data until the retention period is over." },
            { title: "Liability and law", text: "To be written by the operator." },
        ],
    },
    privacy: {
        title: "Privacy notice",
        description: "Which personal data are processed, and why. A placeholder until the operator provides the text.",
        sections: [
            { title: "What we process", text: "Names, e-mail addresses, roles, and what members do in their organization, to provide the service." },
            { title: "Cookies", text: "Two, after signing in: they keep the session and nothing else. Your browser also remembers, for itself, which colours you chose and until when you are signed in. There is no tracking, and nothing is loaded from other sites." },
            { title: "Who receives data", text: "The payment provider, for subscriptions, and the provider of mail. Their names have to be listed here by the operator." },
            { title: "How long", text: "Accounts until they are erased; invoices as long as the law requires." },
            { title: "Your rights", text: "You can see, correct, export and erase your data. Write to the address in the imprint." },
        ],
    },
    imprint: {
        title: "Imprint",
        description: "Who operates this site. A placeholder until the operator provides the text.",
        sections: [
            { title: "Operator", text: "Name, legal form, address and register number of the operator." },
            { title: "Contact", text: "Telephone number and e-mail address of the operator." },
            { title: "Responsible for the content", text: "Name and address." },
        ],
    },
};
