// Written by `scripts/unison docs build` from the database; change the views instead.

export type Json =
  | string
  | number
  | boolean
  | null
  | { [key: string]: Json | undefined }
  | Json[]

export type Database = {
  // Allows to automatically instantiate createClient with right options
  // instead of createClient<Database, { PostgrestVersion: 'XX' }>(URL, KEY)
  __InternalSupabase: {
    PostgrestVersion: "12"
  }
  admin: {
    Tables: {
      [_ in never]: never
    }
    Views: {
      attention: {
        Row: {
          kind: string | null
          since: string | null
          times: number | null
        }
        Relationships: []
      }
      audit_log: {
        Row: {
          acting_staff_id: string | null
          acting_staff_name: string | null
          action: string
          actor_id: string | null
          actor_kind: string
          actor_name: string | null
          after: Json | null
          api_key_id: string | null
          before: Json | null
          id: number
          occurred_at: string
          organization_id: string | null
          reason: string | null
          request: string | null
          request_id: string | null
          session_id: string | null
          subject_id: string | null
          subject_kind: string | null
        }
        Relationships: []
      }
      coupons: {
        Row: {
          amount_off_cents: number | null
          code: string
          created_at: string
          created_by: string
          currency: string | null
          duration: string
          duration_months: number | null
          expires_at: string | null
          is_linked: boolean | null
          max_redemptions: number | null
          name: string
          percent_off: number | null
          plan_codes: string[] | null
          reason: string
          times_redeemed: number
          withdrawn_at: string | null
        }
        Insert: {
          amount_off_cents?: number | null
          code?: string | null
          created_at?: string | null
          created_by?: string | null
          currency?: string | null
          duration?: string | null
          duration_months?: number | null
          expires_at?: string | null
          is_linked?: never
          max_redemptions?: number | null
          name?: string | null
          percent_off?: number | null
          plan_codes?: string[] | null
          reason?: string | null
          times_redeemed?: number | null
          withdrawn_at?: string | null
        }
        Update: {
          amount_off_cents?: number | null
          code?: string | null
          created_at?: string | null
          created_by?: string | null
          currency?: string | null
          duration?: string | null
          duration_months?: number | null
          expires_at?: string | null
          is_linked?: never
          max_redemptions?: number | null
          name?: string | null
          percent_off?: number | null
          plan_codes?: string[] | null
          reason?: string | null
          times_redeemed?: number | null
          withdrawn_at?: string | null
        }
        Relationships: []
      }
      credit_notes: {
        Row: {
          amount_cents: number
          currency: string
          id: string
          invoice_id: string | null
          issued_at: string
          issued_by: string | null
          number: string
          organization_id: string
          reason: string
          subscription_id: string
          tax_cents: number
        }
        Insert: {
          amount_cents?: number | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          issued_at?: string | null
          issued_by?: string | null
          number?: string | null
          organization_id?: string | null
          reason?: string | null
          subscription_id?: string | null
          tax_cents?: number | null
        }
        Update: {
          amount_cents?: number | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          issued_at?: string | null
          issued_by?: string | null
          number?: string | null
          organization_id?: string | null
          reason?: string | null
          subscription_id?: string | null
          tax_cents?: number | null
        }
        Relationships: []
      }
      current_violations: {
        Row: {
          detail: string | null
          name: string | null
          organization_id: string | null
        }
        Relationships: []
      }
      email_domains: {
        Row: {
          checked_at: string | null
          created_at: string
          domain: string
          error: string | null
          missing_since_at: string | null
          organization_id: string
          verified_at: string | null
        }
        Insert: {
          checked_at?: string | null
          created_at?: string | null
          domain?: string | null
          error?: string | null
          missing_since_at?: string | null
          organization_id?: string | null
          verified_at?: string | null
        }
        Update: {
          checked_at?: string | null
          created_at?: string | null
          domain?: string | null
          error?: string | null
          missing_since_at?: string | null
          organization_id?: string | null
          verified_at?: string | null
        }
        Relationships: []
      }
      email_suppressions: {
        Row: {
          address: string
          created_at: string
          detail: string | null
          reason: string
        }
        Insert: {
          address?: string | null
          created_at?: string | null
          detail?: string | null
          reason?: string | null
        }
        Update: {
          address?: string | null
          created_at?: string | null
          detail?: string | null
          reason?: string | null
        }
        Relationships: []
      }
      emails: {
        Row: {
          attempts: number
          created_at: string
          finished_at: string | null
          id: string
          kind: string
          last_error: string | null
          next_attempt_at: string
          organization_id: string | null
          recipient: string
          status: string
          user_id: string | null
        }
        Insert: {
          attempts?: number | null
          created_at?: string | null
          finished_at?: string | null
          id?: string | null
          kind?: string | null
          last_error?: string | null
          next_attempt_at?: string | null
          organization_id?: string | null
          recipient?: string | null
          status?: string | null
          user_id?: string | null
        }
        Update: {
          attempts?: number | null
          created_at?: string | null
          finished_at?: string | null
          id?: string | null
          kind?: string | null
          last_error?: string | null
          next_attempt_at?: string | null
          organization_id?: string | null
          recipient?: string | null
          status?: string | null
          user_id?: string | null
        }
        Relationships: []
      }
      entitlement_overrides: {
        Row: {
          created_at: string
          expires_at: string | null
          feature: string
          granted: boolean
          granted_by: string | null
          id: string
          in_force: boolean | null
          limit_value: number | null
          organization_id: string
          reason: string
          revoked_at: string | null
          revoked_by: string | null
          revoked_reason: string | null
        }
        Insert: {
          created_at?: string | null
          expires_at?: string | null
          feature?: string | null
          granted?: boolean | null
          granted_by?: string | null
          id?: string | null
          in_force?: never
          limit_value?: number | null
          organization_id?: string | null
          reason?: string | null
          revoked_at?: string | null
          revoked_by?: string | null
          revoked_reason?: string | null
        }
        Update: {
          created_at?: string | null
          expires_at?: string | null
          feature?: string | null
          granted?: boolean | null
          granted_by?: string | null
          id?: string | null
          in_force?: never
          limit_value?: number | null
          organization_id?: string | null
          reason?: string | null
          revoked_at?: string | null
          revoked_by?: string | null
          revoked_reason?: string | null
        }
        Relationships: []
      }
      identity_providers: {
        Row: {
          client_id: string
          created_at: string
          default_role: string
          is_required: boolean
          issuer: string
          keys_error: string | null
          keys_fetched_at: string | null
          organization_id: string
        }
        Relationships: []
      }
      invariant_violations: {
        Row: {
          detail: string | null
          found_at: string
          name: string | null
          organization_id: string | null
          times: number | null
        }
        Insert: {
          detail?: never
          found_at?: string | null
          name?: never
          organization_id?: never
          times?: never
        }
        Update: {
          detail?: never
          found_at?: string | null
          name?: never
          organization_id?: never
          times?: never
        }
        Relationships: []
      }
      invariants: {
        Row: {
          area: string | null
          definition: string | null
          found_at: string | null
          name: string | null
          organizations: number | null
          times: number | null
        }
        Relationships: []
      }
      invoices: {
        Row: {
          amount_due_cents: number
          amount_paid_cents: number
          amount_refunded_cents: number
          amount_remaining_cents: number
          attempt_count: number
          billing_reason: string | null
          collection_method: string | null
          created_at: string
          currency: string
          discount_cents: number
          due_at: string | null
          hosted_url: string | null
          id: string
          issued_at: string | null
          next_payment_attempt_at: string | null
          number: string | null
          organization_id: string
          paid_at: string | null
          po_number: string | null
          service_end: string | null
          service_start: string | null
          status: string
          stripe_invoice_id: string | null
          subscription_id: string | null
          subtotal_cents: number
          tax_cents: number
          total_cents: number
          uncollectible_at: string | null
          voided_at: string | null
        }
        Insert: {
          amount_due_cents?: number | null
          amount_paid_cents?: number | null
          amount_refunded_cents?: number | null
          amount_remaining_cents?: number | null
          attempt_count?: number | null
          billing_reason?: string | null
          collection_method?: string | null
          created_at?: string | null
          currency?: string | null
          discount_cents?: number | null
          due_at?: string | null
          hosted_url?: string | null
          id?: string | null
          issued_at?: string | null
          next_payment_attempt_at?: string | null
          number?: string | null
          organization_id?: string | null
          paid_at?: string | null
          po_number?: string | null
          service_end?: string | null
          service_start?: string | null
          status?: string | null
          stripe_invoice_id?: string | null
          subscription_id?: string | null
          subtotal_cents?: number | null
          tax_cents?: number | null
          total_cents?: number | null
          uncollectible_at?: string | null
          voided_at?: string | null
        }
        Update: {
          amount_due_cents?: number | null
          amount_paid_cents?: number | null
          amount_refunded_cents?: number | null
          amount_remaining_cents?: number | null
          attempt_count?: number | null
          billing_reason?: string | null
          collection_method?: string | null
          created_at?: string | null
          currency?: string | null
          discount_cents?: number | null
          due_at?: string | null
          hosted_url?: string | null
          id?: string | null
          issued_at?: string | null
          next_payment_attempt_at?: string | null
          number?: string | null
          organization_id?: string | null
          paid_at?: string | null
          po_number?: string | null
          service_end?: string | null
          service_start?: string | null
          status?: string | null
          stripe_invoice_id?: string | null
          subscription_id?: string | null
          subtotal_cents?: number | null
          tax_cents?: number | null
          total_cents?: number | null
          uncollectible_at?: string | null
          voided_at?: string | null
        }
        Relationships: []
      }
      job_runs: {
        Row: {
          attempt: number
          clock_at: string
          error: string | null
          finished_at: string | null
          id: number
          job_name: string
          organization_id: string | null
          outcome: string | null
          reason: string
          requested_by: string | null
          retry_at: string | null
          rows_handled: number | null
          run_by: string
          started_at: string
        }
        Insert: {
          attempt?: number | null
          clock_at?: string | null
          error?: string | null
          finished_at?: string | null
          id?: number | null
          job_name?: string | null
          organization_id?: string | null
          outcome?: string | null
          reason?: string | null
          requested_by?: string | null
          retry_at?: string | null
          rows_handled?: number | null
          run_by?: string | null
          started_at?: string | null
        }
        Update: {
          attempt?: number | null
          clock_at?: string | null
          error?: string | null
          finished_at?: string | null
          id?: number | null
          job_name?: string | null
          organization_id?: string | null
          outcome?: string | null
          reason?: string | null
          requested_by?: string | null
          retry_at?: string | null
          rows_handled?: number | null
          run_by?: string | null
          started_at?: string | null
        }
        Relationships: []
      }
      jobs: {
        Row: {
          description: string | null
          failing_clocks: number | null
          is_per_clock: boolean | null
          last_error: string | null
          last_finished_at: string | null
          last_outcome: string | null
          last_rows_handled: number | null
          last_run_id: number | null
          last_started_at: string | null
          name: string | null
          next_run_at: string | null
          requested_at: string | null
          retry_at: string | null
          running_since: string | null
          schedule: string | null
          stalled_since: string | null
          timeout_seconds: number | null
        }
        Relationships: []
      }
      manual_subscriptions: {
        Row: {
          cancel_at: string | null
          created_at: string
          credit_cents: number
          currency: string
          current_period_end: string | null
          current_period_start: string | null
          net_terms_days: number
          next_change: Json | null
          organization_id: string
          po_number: string | null
          starts_at: string
          status: string
          subscription_id: string
          tax_basis_points: number
        }
        Relationships: []
      }
      members: {
        Row: {
          created_at: string
          disabled_at: string | null
          email: string
          full_name: string
          organization_id: string
          role: string
          user_id: string
        }
        Relationships: []
      }
      organization_timeline: {
        Row: {
          details: Json | null
          event: string | null
          id: string | null
          kind: string | null
          occurred_at: string | null
          organization_id: string | null
        }
        Relationships: []
      }
      organizations: {
        Row: {
          access: string | null
          created_at: string
          currency: string | null
          cycle: string | null
          id: string
          is_demo: boolean
          is_sandbox: boolean
          last_activity_at: string | null
          members: number | null
          mrr_cents: number | null
          name: string
          plan_code: string | null
          plants: number
          risk: string[] | null
          risk_reasons: NonNullable<Json>
          staff_reason: string | null
          status: string
          status_reason: string | null
          storage_bytes: number
          tier_override: string | null
          trial_ends_at: string | null
        }
        Relationships: []
      }
      plan_versions: {
        Row: {
          id: string
          is_current: boolean | null
          plan_code: string
          published_at: string | null
          published_by: string | null
          reason: string | null
          subscriptions: number | null
          version: number
        }
        Relationships: []
      }
      platform_metrics: {
        Row: {
          active: number | null
          created_30_days: number | null
          currency: string | null
          customers: number | null
          dunned_cents: number | null
          dunned_invoices: number | null
          failed_charges_7_days: number | null
          measured_at: string | null
          mrr: number | null
          organizations: number | null
          past_due: number | null
          paused: number | null
          people: number | null
          queues: Json | null
          risks: Json | null
          suspended: number | null
          trialing: number | null
          trials_ending_7_days: number | null
        }
        Relationships: []
      }
      queues: {
        Row: {
          alarms: number | null
          depth: number | null
          failed: number | null
          oldest_age_seconds: number | null
          parked: number | null
          queue: string | null
          retrying: number | null
        }
        Relationships: []
      }
      reconciliations: {
        Row: {
          asked_at: string
          command_id: string
          finished_at: string | null
          listed: number
          missing: number
          object_kind: string
          oldest_at: string | null
        }
        Insert: {
          asked_at?: string | null
          command_id?: string | null
          finished_at?: string | null
          listed?: number | null
          missing?: number | null
          object_kind?: string | null
          oldest_at?: string | null
        }
        Update: {
          asked_at?: string | null
          command_id?: string | null
          finished_at?: string | null
          listed?: number | null
          missing?: number | null
          object_kind?: string | null
          oldest_at?: string | null
        }
        Relationships: []
      }
      refund_notes: {
        Row: {
          amount_cents: number
          created_at: string
          currency: string
          id: string
          invoice_id: string
          noted_by: string | null
          organization_id: string
          reason: string
        }
        Insert: {
          amount_cents?: number | null
          created_at?: string | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          noted_by?: string | null
          organization_id?: string | null
          reason?: string | null
        }
        Update: {
          amount_cents?: number | null
          created_at?: string | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          noted_by?: string | null
          organization_id?: string | null
          reason?: string | null
        }
        Relationships: []
      }
      retention_policies: {
        Row: {
          description: string
          keep_days: number | null
          key: string
        }
        Insert: {
          description?: string | null
          keep_days?: never
          key?: string | null
        }
        Update: {
          description?: string | null
          keep_days?: never
          key?: string | null
        }
        Relationships: []
      }
      sessions: {
        Row: {
          acting_staff_id: string | null
          acting_staff_name: string | null
          created_at: string
          email: string | null
          expires_at: string
          id: string
          is_live: boolean | null
          is_read_only: boolean
          kind: string
          last_used_at: string | null
          organization_id: string | null
          organization_name: string | null
          revoked_at: string | null
          revoked_reason: string | null
          user_id: string
        }
        Relationships: []
      }
      stripe_alarms: {
        Row: {
          details: NonNullable<Json>
          id: number
          kind: string
          raised_at: string
          resolved_at: string | null
          subject: string
        }
        Insert: {
          details?: Json | null
          id?: number | null
          kind?: string | null
          raised_at?: string | null
          resolved_at?: string | null
          subject?: string | null
        }
        Update: {
          details?: Json | null
          id?: number | null
          kind?: string | null
          raised_at?: string | null
          resolved_at?: string | null
          subject?: string | null
        }
        Relationships: []
      }
      stripe_commands: {
        Row: {
          attempts: number
          created_at: string
          depends_on: string | null
          error: Json | null
          finished_at: string | null
          first_attempt_at: string | null
          id: string
          kind: string
          leased_by: string | null
          leased_until: string | null
          next_attempt_at: string
          organization_id: string | null
          organization_name: string | null
          params: NonNullable<Json>
          phase: string
          request_id: string | null
          requested_by: string | null
          status: string
          waiting_seconds: number | null
        }
        Relationships: []
      }
      stripe_drift: {
        Row: {
          field: string
          found_at: string
          id: number
          object_id: string
          object_kind: string
          organization_id: string | null
          organization_name: string | null
          ours: Json | null
          resolution: string | null
          resolved_at: string | null
          side: string
          theirs: Json | null
        }
        Relationships: []
      }
      stripe_events: {
        Row: {
          api_version: string | null
          applied_at: string | null
          attempts: number
          created_at: string
          error: Json | null
          id: string
          livemode: boolean
          next_attempt_at: string | null
          object_id: string | null
          object_kind: string
          organization_id: string | null
          organization_name: string | null
          received_at: string
          status: string
          type: string
          waiting_seconds: number | null
        }
        Relationships: []
      }
      subscription_migration_items: {
        Row: {
          currency: string
          handled_at: string | null
          migration_id: string
          mrr_cents_after: number | null
          mrr_cents_before: number | null
          organization_id: string
          organization_name: string | null
          refusal: string | null
          status: string
          subscription_id: string
        }
        Relationships: []
      }
      subscription_migrations: {
        Row: {
          done: number | null
          failed: number | null
          finished_at: string | null
          from_version_id: string
          id: string
          queued: number | null
          reason: string
          refused: number | null
          scheduled: number | null
          started_at: string
          started_by: string | null
          to_version_id: string
        }
        Relationships: []
      }
      subscriptions: {
        Row: {
          access: string
          cancel_at: string | null
          canceled_at: string | null
          cancellation_reason: string | null
          collection_method: string | null
          created_at: string
          currency: string | null
          current_period_end: string | null
          current_period_start: string | null
          cycle: string | null
          ended_at: string | null
          hold: string
          id: string
          is_primary: boolean
          mrr_cents: number | null
          organization_id: string
          plan_code: string | null
          plan_version: number | null
          resumes_at: string | null
          source: string
          started_at: string
          status: string
          status_reason: string | null
          stripe_status: string | null
          stripe_subscription_id: string | null
          trial_ends_at: string | null
          trial_started_at: string | null
        }
        Relationships: []
      }
      tier_overrides: {
        Row: {
          created_at: string
          expires_at: string | null
          granted_by: string | null
          id: string
          in_force: boolean | null
          organization_id: string
          plan_code: string
          plan_version: number
          reason: string
          revoked_at: string | null
          revoked_by: string | null
          revoked_reason: string | null
        }
        Relationships: []
      }
      users: {
        Row: {
          created_at: string
          disabled_at: string | null
          email: string
          email_verified_at: string | null
          erased_at: string | null
          full_name: string
          has_second_factor: boolean | null
          id: string
          kind: string
          last_signed_in_at: string | null
          organizations: number | null
        }
        Insert: {
          created_at?: string | null
          disabled_at?: string | null
          email?: string | null
          email_verified_at?: string | null
          erased_at?: string | null
          full_name?: string | null
          has_second_factor?: never
          id?: string | null
          kind?: string | null
          last_signed_in_at?: never
          organizations?: never
        }
        Update: {
          created_at?: string | null
          disabled_at?: string | null
          email?: string | null
          email_verified_at?: string | null
          erased_at?: string | null
          full_name?: string | null
          has_second_factor?: never
          id?: string | null
          kind?: string | null
          last_signed_in_at?: never
          organizations?: never
        }
        Relationships: []
      }
      webhook_deliveries: {
        Row: {
          attempts: number
          created_at: string
          duration_ms: number | null
          endpoint_id: string
          error: string | null
          event_id: string
          event_type: string
          finished_at: string | null
          http_status: number | null
          id: string
          is_endpoint_disabled: boolean | null
          next_attempt_at: string | null
          organization_id: string
          organization_name: string | null
          requeue_reason: string | null
          requeued_at: string | null
          requeued_by: string | null
          status: string
          url: string
        }
        Relationships: []
      }
    }
    Functions: {
      add_note: {
        Args: { note: string; organization_id: string }
        Returns: Json
      }
      advance_clock: {
        Args: { organization_id: string; to_time: string }
        Returns: Json
      }
      cancel_manual_subscription: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      cancel_subscription: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      change_manual_subscription: {
        Args: {
          add_ons?: Json
          at_period_end?: boolean
          cycle?: string
          organization_id: string
          plan_code?: string
          reason: string
        }
        Returns: Json
      }
      check_invariants: { Args: Record<PropertyKey, never>; Returns: number }
      confirm_second_factor: { Args: { code: string }; Returns: Json }
      create_coupon: {
        Args: {
          amount_off_cents?: number
          code: string
          currency?: string
          duration: string
          duration_months?: number
          expires_at?: string
          max_redemptions?: number
          name: string
          percent_off?: number
          plan_codes?: string[]
          reason: string
        }
        Returns: Json
      }
      credit_note_pdf: {
        Args: { id: string; organization_id: string }
        Returns: unknown
      }
      end_impersonation: { Args: { id?: string }; Returns: Json }
      end_sessions: { Args: { reason: string; user_id: string }; Returns: Json }
      enroll_second_factor: { Args: Record<PropertyKey, never>; Returns: Json }
      erase_organization: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      erase_user: { Args: { reason: string; user_id: string }; Returns: Json }
      export_organization: {
        Args: { organization_id: string; reason: string }
        Returns: unknown
      }
      export_user: {
        Args: { reason: string; user_id: string }
        Returns: unknown
      }
      extend_trial: {
        Args: { days: number; organization_id: string; reason: string }
        Returns: Json
      }
      grant_entitlement: {
        Args: {
          expires_at?: string
          feature: string
          organization_id: string
          reason: string
          value: Json
        }
        Returns: Json
      }
      impersonate: {
        Args: {
          minutes?: number
          organization_id: string
          reason: string
          user_id: string
          writable?: boolean
        }
        Returns: Json
      }
      invoice_pdf: {
        Args: { id: string; organization_id: string }
        Returns: unknown
      }
      list_organizations: {
        Args: {
          plan_code?: string
          query?: string
          risk?: string
          sort?: string
          status?: string
          trial_ends_before?: string
        }
        Returns: {
          access: string
          created_at: string
          currency: string
          cycle: string
          last_activity_at: string
          members: number
          mrr_cents: number
          name: string
          organization_id: string
          plan: string
          risks: string
          subscription_status: string
          trial_ends_at: string
        }[]
      }
      mark_invoice_paid: {
        Args: {
          amount_cents: number
          invoice_id: string
          organization_id: string
          paid_at?: string
          reason: string
          reference: string
        }
        Returns: Json
      }
      migrate_subscriptions: {
        Args: {
          batch_size?: number
          dry_run?: boolean
          from_version_id: string
          reason: string
          to_version_id: string
        }
        Returns: Json
      }
      note_refund: {
        Args: {
          amount_cents: number
          invoice_id: string
          organization_id: string
          reason: string
        }
        Returns: Json
      }
      override_tier: {
        Args: {
          expires_at?: string
          organization_id: string
          plan_code: string
          reason: string
        }
        Returns: Json
      }
      preview_email: { Args: { id: string }; Returns: Json }
      publish_plan_version: {
        Args: {
          features?: string[]
          limits?: Json
          plan_code: string
          prices?: Json
          reason: string
        }
        Returns: Json
      }
      reactivate: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      read_stripe_event: { Args: { id: string }; Returns: Json }
      remove_email_domain: {
        Args: { domain: string; organization_id: string; reason: string }
        Returns: undefined
      }
      remove_email_suppression: {
        Args: { address: string }
        Returns: undefined
      }
      repair_drift: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      reset_second_factor: {
        Args: { reason: string; user_id: string }
        Returns: Json
      }
      resolve_stripe_alarm: {
        Args: { id: number; reason?: string }
        Returns: Json
      }
      retry_command: { Args: { id: string; reason?: string }; Returns: Json }
      retry_delivery: { Args: { id: string; reason: string }; Returns: Json }
      retry_email: { Args: { id: string; reason?: string }; Returns: undefined }
      retry_stripe_event: {
        Args: { id: string; reason?: string }
        Returns: Json
      }
      revoke_entitlement: {
        Args: { feature: string; organization_id: string; reason: string }
        Returns: undefined
      }
      revoke_tier_override: {
        Args: { organization_id: string; reason: string }
        Returns: undefined
      }
      run_job: { Args: { name: string }; Returns: Json }
      search_organizations: {
        Args: {
          after?: Json
          max_rows?: number
          plan_code?: string
          query?: string
          risk?: string
          sort?: string
          status?: string
          trial_ends_before?: string
        }
        Returns: Json
      }
      set_acquisition_spend: {
        Args: {
          amount_cents: number
          channel?: string
          currency?: string
          spent_on: string
        }
        Returns: Json
      }
      set_health_threshold: {
        Args: {
          code: string
          good_from: number
          reason: string
          warn_from: number
        }
        Returns: Json
      }
      start_manual_subscription: {
        Args: {
          add_ons?: Json
          cycle: string
          discount?: Json
          net_terms_days?: number
          organization_id: string
          plan_code: string
          po_number?: string
          reason: string
          starts_at?: string
          tax_basis_points?: number
        }
        Returns: Json
      }
      suspend: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      undo_manual_cancellation: {
        Args: { organization_id: string; reason: string }
        Returns: Json
      }
      void_invoice: {
        Args: { invoice_id: string; organization_id: string; reason: string }
        Returns: Json
      }
      withdraw_coupon: { Args: { code: string; reason: string }; Returns: Json }
    }
    Enums: {
      [_ in never]: never
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
  analytics: {
    Tables: {
      acquisition_spend: {
        Row: {
          amount_cents: number
          channel: string
          currency: string
          spent_on: string
        }
        Insert: {
          amount_cents: number
          channel: string
          currency: string
          spent_on: string
        }
        Update: {
          amount_cents?: number
          channel?: string
          currency?: string
          spent_on?: string
        }
        Relationships: []
      }
      breakdown_totals: {
        Row: {
          contract_n: number
          currency: string
          customer_n: number
          dimension: string
          list_arr: number
          net_arr: number
          trial_arr: number
          value: string
        }
        Insert: {
          contract_n: number
          currency: string
          customer_n: number
          dimension: string
          list_arr: number
          net_arr: number
          trial_arr: number
          value: string
        }
        Update: {
          contract_n?: number
          currency?: string
          customer_n?: number
          dimension?: string
          list_arr?: number
          net_arr?: number
          trial_arr?: number
          value?: string
        }
        Relationships: []
      }
      cohort_totals: {
        Row: {
          base_arr: number
          change_n: number
          cohort_on: string
          currency: string
          delta_arr: number
          delta_n: number
          month_on: string
          new_n: number
        }
        Insert: {
          base_arr: number
          change_n: number
          cohort_on: string
          currency: string
          delta_arr: number
          delta_n: number
          month_on: string
          new_n: number
        }
        Update: {
          base_arr?: number
          change_n?: number
          cohort_on?: string
          currency?: string
          delta_arr?: number
          delta_n?: number
          month_on?: string
          new_n?: number
        }
        Relationships: []
      }
      departure_totals: {
        Row: {
          arr: number
          currency: string
          customer_n: number
          is_voluntary: boolean
          month_on: string
          reason: string
        }
        Insert: {
          arr: number
          currency: string
          customer_n: number
          is_voluntary: boolean
          month_on: string
          reason: string
        }
        Update: {
          arr?: number
          currency?: string
          customer_n?: number
          is_voluntary?: boolean
          month_on?: string
          reason?: string
        }
        Relationships: []
      }
      forecasts: {
        Row: {
          currency: string
          hi80: number
          hi95: number
          horizon: number
          is_low_confidence: boolean
          lo80: number
          lo95: number
          made_at: string
          month_on: string
          mrr: number
          origin_on: string
        }
        Insert: {
          currency: string
          hi80: number
          hi95: number
          horizon: number
          is_low_confidence: boolean
          lo80: number
          lo95: number
          made_at: string
          month_on: string
          mrr: number
          origin_on: string
        }
        Update: {
          currency?: string
          hi80?: number
          hi95?: number
          horizon?: number
          is_low_confidence?: boolean
          lo80?: number
          lo95?: number
          made_at?: string
          month_on?: string
          mrr?: number
          origin_on?: string
        }
        Relationships: []
      }
      health_thresholds: {
        Row: {
          code: string
          good_from: number
          is_loss: boolean
          source: string
          warn_from: number
        }
        Insert: {
          code: string
          good_from: number
          is_loss: boolean
          source: string
          warn_from: number
        }
        Update: {
          code?: string
          good_from?: number
          is_loss?: boolean
          source?: string
          warn_from?: number
        }
        Relationships: []
      }
      period_totals: {
        Row: {
          change_n: number
          churn_arr: number
          churn_n: number
          contraction_arr: number
          contraction_n: number
          currency: string
          delta_arr: number
          expansion_arr: number
          expansion_n: number
          grain: string
          held_arr: number
          kept_arr: number
          led_churn_arr: number
          led_churn_n: number
          led_contraction_arr: number
          led_contraction_n: number
          led_expansion_arr: number
          led_expansion_n: number
          led_new_arr: number
          led_new_n: number
          led_reactivation_arr: number
          led_reactivation_n: number
          new_arr: number
          new_n: number
          period_on: string
          reactivation_arr: number
          reactivation_n: number
          then_arr: number
        }
        Insert: {
          change_n: number
          churn_arr: number
          churn_n: number
          contraction_arr: number
          contraction_n: number
          currency: string
          delta_arr: number
          expansion_arr: number
          expansion_n: number
          grain: string
          held_arr: number
          kept_arr: number
          led_churn_arr: number
          led_churn_n: number
          led_contraction_arr: number
          led_contraction_n: number
          led_expansion_arr: number
          led_expansion_n: number
          led_new_arr: number
          led_new_n: number
          led_reactivation_arr: number
          led_reactivation_n: number
          new_arr: number
          new_n: number
          period_on: string
          reactivation_arr: number
          reactivation_n: number
          then_arr: number
        }
        Update: {
          change_n?: number
          churn_arr?: number
          churn_n?: number
          contraction_arr?: number
          contraction_n?: number
          currency?: string
          delta_arr?: number
          expansion_arr?: number
          expansion_n?: number
          grain?: string
          held_arr?: number
          kept_arr?: number
          led_churn_arr?: number
          led_churn_n?: number
          led_contraction_arr?: number
          led_contraction_n?: number
          led_expansion_arr?: number
          led_expansion_n?: number
          led_new_arr?: number
          led_new_n?: number
          led_reactivation_arr?: number
          led_reactivation_n?: number
          new_arr?: number
          new_n?: number
          period_on?: string
          reactivation_arr?: number
          reactivation_n?: number
          then_arr?: number
        }
        Relationships: []
      }
      projections: {
        Row: {
          basis: string
          currency: string
          hi80: number
          hi95: number
          horizon: number
          lo80: number
          lo95: number
          mrr: number
        }
        Insert: {
          basis: string
          currency: string
          hi80: number
          hi95: number
          horizon: number
          lo80: number
          lo95: number
          mrr: number
        }
        Update: {
          basis?: string
          currency?: string
          hi80?: number
          hi95?: number
          horizon?: number
          lo80?: number
          lo95?: number
          mrr?: number
        }
        Relationships: []
      }
      refresh_candidates: {
        Row: {
          is_only: boolean
          known_at: string
          transactions: string[]
        }
        Insert: {
          is_only?: boolean
          known_at: string
          transactions: string[]
        }
        Update: {
          is_only?: boolean
          known_at?: string
          transactions?: string[]
        }
        Relationships: []
      }
      refreshes: {
        Row: {
          currency: string
          known_at: string
          made_by: unknown
          refreshed_at: string
          through_on: string
        }
        Insert: {
          currency: string
          known_at: string
          made_by?: unknown
          refreshed_at: string
          through_on: string
        }
        Update: {
          currency?: string
          known_at?: string
          made_by?: unknown
          refreshed_at?: string
          through_on?: string
        }
        Relationships: []
      }
    }
    Views: {
      cancellation_reasons: {
        Row: {
          customers: number | null
          month: string | null
          mrr: number | null
          reason: string | null
        }
        Relationships: []
      }
      churn: {
        Row: {
          churn_mrr: number | null
          churned: number | null
          customer_churn: number | null
          customers_start: number | null
          gross_mrr_churn: number | null
          involuntary_n: number | null
          month: string | null
          net_mrr_churn: number | null
          voluntary_n: number | null
        }
        Relationships: []
      }
      cohort_retention: {
        Row: {
          active: number | null
          age: number | null
          cohort: string | null
          cohort_base_mrr: number | null
          cohort_size: number | null
          is_partial: boolean | null
          logo_retention: number | null
          month: string | null
          mrr: number | null
          revenue_retention: number | null
        }
        Relationships: []
      }
      currencies: {
        Row: {
          currency: string | null
          is_default: boolean | null
          today: string | null
        }
        Relationships: []
      }
      freshness: {
        Row: {
          as_of: string
          changed_customers: number | null
          currency: string
          known_at: string
          refreshed_at: string
        }
        Insert: {
          as_of?: string | null
          changed_customers?: never
          currency?: string | null
          known_at?: string | null
          refreshed_at?: string | null
        }
        Update: {
          as_of?: string | null
          changed_customers?: never
          currency?: string | null
          known_at?: string | null
          refreshed_at?: string | null
        }
        Relationships: []
      }
      mrr_breakdown: {
        Row: {
          arpa: number | null
          customers: number | null
          dimension: string | null
          list_mrr: number | null
          mrr: number | null
          scheduled_churn_mrr: number | null
          trial_mrr: number | null
          value: string | null
        }
        Relationships: []
      }
      mrr_movements: {
        Row: {
          arpa: number | null
          arr: number | null
          churn_mrr: number | null
          churn_n: number | null
          close_day: string | null
          contraction_mrr: number | null
          contraction_n: number | null
          customer_churn: number | null
          customers_end: number | null
          customers_start: number | null
          expansion_mrr: number | null
          expansion_n: number | null
          gross_mrr_churn: number | null
          grr: number | null
          grr_t12m: number | null
          is_partial: boolean | null
          led_churn_mrr: number | null
          led_churn_n: number | null
          led_contraction_mrr: number | null
          led_contraction_n: number | null
          led_expansion_mrr: number | null
          led_expansion_n: number | null
          led_new_mrr: number | null
          led_new_n: number | null
          led_reactivation_mrr: number | null
          led_reactivation_n: number | null
          month: string | null
          mrr_end: number | null
          mrr_start: number | null
          net_mrr_churn: number | null
          net_mrr_churn_incl_react: number | null
          new_mrr: number | null
          new_n: number | null
          nrr: number | null
          nrr_t12m: number | null
          quick_ratio: number | null
          reactivation_mrr: number | null
          reactivation_n: number | null
        }
        Relationships: []
      }
      organizations: {
        Row: {
          customer_id: string | null
          name: string | null
          organization_id: string
        }
        Relationships: []
      }
      revenue_retention: {
        Row: {
          grr: number | null
          grr_t12m: number | null
          month: string | null
          nrr: number | null
          nrr_t12m: number | null
        }
        Relationships: []
      }
      trial_conversion: {
        Row: {
          avg_days: number | null
          converted_in_window_matured: number | null
          converted_to_date: number | null
          matured: number | null
          median_days: number | null
          month: string | null
          open_trials: number | null
          rate_to_date: number | null
          rate_window: number | null
          started: number | null
        }
        Relationships: []
      }
      unit_economics: {
        Row: {
          arpa: number | null
          cac: number | null
          customer_churn_6m: number | null
          gross_margin: number | null
          ltv: number | null
          ltv_cac: number | null
          month: string | null
          new_customers: number | null
          payback_months: number | null
          spend: number | null
        }
        Relationships: []
      }
    }
    Functions: {
      add_to_totals: {
        Args: {
          as_of: string
          currency: string
          known_at: string
          organization_ids: string[]
          sign: number
        }
        Returns: number
      }
      cancellation_reasons: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: {
          customers: number
          month: string
          mrr: number
          reason: string
        }[]
      }
      churn: {
        Args: {
          as_of?: string
          currency?: string
          from_date?: string
          known_at?: string
          to_date?: string
        }
        Returns: {
          churn_mrr: number
          churned: number
          customer_churn: number
          customers_start: number
          gross_mrr_churn: number
          involuntary_n: number
          month: string
          net_mrr_churn: number
          voluntary_n: number
        }[]
      }
      cohort_customers: {
        Args: {
          age?: number
          as_of?: string
          cohort: string
          currency?: string
          known_at?: string
        }
        Returns: {
          first_mrr: number
          first_paid_on: string
          mrr: number
          name: string
          organization_id: string
        }[]
      }
      cohort_retention: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: {
          active: number
          age: number
          cohort: string
          cohort_base_mrr: number
          cohort_size: number
          is_partial: boolean
          logo_retention: number
          month: string
          mrr: number
          revenue_retention: number
        }[]
      }
      contracts_at: {
        Args: { at?: string; currency?: string; known_at?: string }
        Returns: {
          code: string
          cycle: string
          kind: string
          list_arr: number
          net_arr: number
          organization_id: string
          quantity: number
          subscription_id: string
          tier: string
        }[]
      }
      correct_totals: {
        Args: { currency: string; known_at: string }
        Returns: number
      }
      departures: {
        Args: {
          as_of?: string
          currency?: string
          known_at?: string
          organization_ids?: string[]
        }
        Returns: {
          arr: number
          day: string
          is_voluntary: boolean
          organization_id: string
          period: string
          reason: string
        }[]
      }
      draw_index: {
        Args: { choices: number; hash: string; place: number }
        Returns: number
      }
      explain_mrr: {
        Args: { at?: string; known_at?: string; organization_id?: string }
        Returns: {
          arr: number
          currency: string
          item: string
          known_from: string
          organization_id: string
          quantity: number
          source: string
          subscription_id: string
          valid_from: string
        }[]
      }
      forecast: {
        Args: {
          as_of?: string
          currency?: string
          known_at?: string
          months?: number
        }
        Returns: {
          hi80: number
          hi95: number
          horizon: number
          is_low_confidence: boolean
          lo80: number
          lo95: number
          month: string
          mrr: number
        }[]
      }
      forecast_backtest: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: {
          actual_mrr: number
          error: number
          forecast_mrr: number
          horizon: number
          is_in_80: boolean
          is_in_95: boolean
          made_at: string
          month: string
          origin: string
        }[]
      }
      forecast_bands: {
        Args: {
          as_of?: string
          currency?: string
          known_at?: string
          months?: number
        }
        Returns: {
          hi80: number
          hi95: number
          horizon: number
          is_low_confidence: boolean
          lo80: number
          lo95: number
          month: string
          mrr: number
        }[]
      }
      forecast_basis: {
        Args: { as_of: string; currency: string; known_at: string }
        Returns: {
          basis: string
          expansions: number[]
          inflows: number[]
          last_month: string
          losses: number[]
          month_n: number
          mrr: number
          starts: number[]
        }[]
      }
      forget_totals: { Args: Record<PropertyKey, never>; Returns: undefined }
      health_indicators: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: {
          code: string
          definition: string
          good_from: number
          is_loss: boolean
          month: string
          source: string
          state: string
          title: string
          unit: string
          value: number
          warn_from: number
        }[]
      }
      learned_between: {
        Args: { after: string; until: string }
        Returns: string[]
      }
      lost_customers: {
        Args: {
          as_of?: string
          currency?: string
          from_date?: string
          known_at?: string
        }
        Returns: {
          day: string
          is_voluntary: boolean
          month: string
          mrr: number
          name: string
          organization_id: string
          reason: string
        }[]
      }
      movements: {
        Args: {
          as_of?: string
          currency?: string
          from_date?: string
          known_at?: string
          to_date?: string
        }
        Returns: {
          customer_id: string
          day: string
          delta_mrr: number
          kind: string
          mrr_after: number
          mrr_before: number
        }[]
      }
      movers: {
        Args: {
          as_of?: string
          currency?: string
          grain?: string
          known_at?: string
          period: string
        }
        Returns: {
          delta_mrr: number
          kind: string
          mrr_after: number
          mrr_before: number
          name: string
          organization_id: string
        }[]
      }
      mrr_at: {
        Args: { at?: string; currency?: string; known_at?: string }
        Returns: {
          customers: number
          list_mrr: number
          mrr: number
        }[]
      }
      mrr_breakdown: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: {
          arpa: number
          customers: number
          dimension: string
          list_mrr: number
          mrr: number
          scheduled_churn_mrr: number
          trial_mrr: number
          value: string
        }[]
      }
      mrr_changes: {
        Args: {
          as_of?: string
          currency?: string
          known_at?: string
          organization_ids?: string[]
        }
        Returns: {
          arr_after: number
          arr_before: number
          day: string
          days_away: number
          delta_arr: number
          first_arr: number
          first_paid_on: string
          kind: string
          organization_id: string
        }[]
      }
      mrr_movements: {
        Args: {
          as_of?: string
          currency?: string
          from_date?: string
          grain?: string
          known_at?: string
          to_date?: string
        }
        Returns: {
          arpa: number
          arr: number
          churn_mrr: number
          churn_n: number
          close_day: string
          contraction_mrr: number
          contraction_n: number
          customer_churn: number
          customers_end: number
          customers_start: number
          expansion_mrr: number
          expansion_n: number
          gross_mrr_churn: number
          grr: number
          grr_t12m: number
          is_partial: boolean
          led_churn_mrr: number
          led_churn_n: number
          led_contraction_mrr: number
          led_contraction_n: number
          led_expansion_mrr: number
          led_expansion_n: number
          led_new_mrr: number
          led_new_n: number
          led_reactivation_mrr: number
          led_reactivation_n: number
          month: string
          mrr_end: number
          mrr_start: number
          net_mrr_churn: number
          net_mrr_churn_incl_react: number
          new_mrr: number
          new_n: number
          nrr: number
          nrr_t12m: number
          quick_ratio: number
          reactivation_mrr: number
          reactivation_n: number
        }[]
      }
      per_month: { Args: { arr: number }; Returns: number }
      period_changes: {
        Args: {
          as_of?: string
          currency?: string
          grain?: string
          known_at?: string
          organization_ids?: string[]
        }
        Returns: {
          arr_after: number
          close_before: number
          close_kind: string
          day: string
          delta_arr: number
          is_close: boolean
          kind: string
          organization_id: string
          period: string
        }[]
      }
      project_mrr: {
        Args: {
          expansions: number[]
          inflows: number[]
          losses: number[]
          months: number
          seed: string
          start_mrr: number
          starts: number[]
        }
        Returns: {
          hi80: number
          hi95: number
          horizon: number
          lo80: number
          lo95: number
          mrr: number
        }[]
      }
      range_cohorts: {
        Args: {
          as_of?: string
          currency?: string
          earlier_as_of?: string
          earlier_from?: string
          from_date?: string
          known_at?: string
        }
        Returns: {
          age: number
          cohorts: number
          customers: number
          earlier_cohorts: number
          earlier_customers: number
          earlier_logo_retention: number
          earlier_revenue_retention: number
          logo_retention: number
          revenue_retention: number
        }[]
      }
      range_figures: {
        Args: {
          as_of?: string
          currency?: string
          earlier_as_of?: string
          earlier_from?: string
          from_date?: string
          known_at?: string
        }
        Returns: {
          change: number
          code: string
          definition: string
          earlier: number
          is_loss: boolean
          title: string
          topic: string
          unit: string
          value: number
        }[]
      }
      range_reasons: {
        Args: {
          as_of?: string
          currency?: string
          earlier_as_of?: string
          earlier_from?: string
          from_date?: string
          known_at?: string
        }
        Returns: {
          customers: number
          earlier_customers: number
          earlier_mrr: number
          earlier_share: number
          mrr: number
          reason: string
          share: number
        }[]
      }
      rebuild_totals: {
        Args: { as_of: string; currency: string; known_at: string }
        Returns: number
      }
      refresh_totals: { Args: Record<PropertyKey, never>; Returns: number }
      require_grain: { Args: { grain: string }; Returns: string }
      revenue_retention: {
        Args: {
          as_of?: string
          currency?: string
          from_date?: string
          known_at?: string
          to_date?: string
        }
        Returns: {
          grr: number
          grr_t12m: number
          month: string
          nrr: number
          nrr_t12m: number
        }[]
      }
      set_acquisition_spend: {
        Args: {
          amount_cents: number
          channel: string
          currency: string
          spent_on: string
        }
        Returns: undefined
      }
      set_health_threshold: {
        Args: {
          code: string
          good_from: number
          source: string
          warn_from: number
        }
        Returns: undefined
      }
      store_forecasts: { Args: Record<PropertyKey, never>; Returns: number }
      store_projection: {
        Args: { as_of: string; currency: string; known_at: string }
        Returns: number
      }
      sum_breakdown: {
        Args: {
          as_of: string
          currency: string
          known_at: string
          organization_ids?: string[]
        }
        Returns: {
          contract_n: number
          currency: string
          customer_n: number
          dimension: string
          list_arr: number
          net_arr: number
          trial_arr: number
          value: string
        }[]
        SetofOptions: {
          from: "*"
          to: "breakdown_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      sum_cohorts: {
        Args: {
          as_of: string
          currency: string
          known_at: string
          organization_ids?: string[]
        }
        Returns: {
          base_arr: number
          change_n: number
          cohort_on: string
          currency: string
          delta_arr: number
          delta_n: number
          month_on: string
          new_n: number
        }[]
        SetofOptions: {
          from: "*"
          to: "cohort_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      sum_departures: {
        Args: {
          as_of: string
          currency: string
          known_at: string
          organization_ids?: string[]
        }
        Returns: {
          arr: number
          currency: string
          customer_n: number
          is_voluntary: boolean
          month_on: string
          reason: string
        }[]
        SetofOptions: {
          from: "*"
          to: "departure_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      sum_periods: {
        Args: {
          as_of: string
          currency: string
          grain: string
          known_at: string
          organization_ids?: string[]
        }
        Returns: {
          change_n: number
          churn_arr: number
          churn_n: number
          contraction_arr: number
          contraction_n: number
          currency: string
          delta_arr: number
          expansion_arr: number
          expansion_n: number
          grain: string
          held_arr: number
          kept_arr: number
          led_churn_arr: number
          led_churn_n: number
          led_contraction_arr: number
          led_contraction_n: number
          led_expansion_arr: number
          led_expansion_n: number
          led_new_arr: number
          led_new_n: number
          led_reactivation_arr: number
          led_reactivation_n: number
          new_arr: number
          new_n: number
          period_on: string
          reactivation_arr: number
          reactivation_n: number
          then_arr: number
        }[]
        SetofOptions: {
          from: "*"
          to: "period_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      summary: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: Json
      }
      total_breakdown: {
        Args: { as_of: string; currency: string; known_at: string }
        Returns: {
          contract_n: number
          currency: string
          customer_n: number
          dimension: string
          list_arr: number
          net_arr: number
          trial_arr: number
          value: string
        }[]
        SetofOptions: {
          from: "*"
          to: "breakdown_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      total_cohorts: {
        Args: { as_of: string; currency: string; known_at: string }
        Returns: {
          base_arr: number
          change_n: number
          cohort_on: string
          currency: string
          delta_arr: number
          delta_n: number
          month_on: string
          new_n: number
        }[]
        SetofOptions: {
          from: "*"
          to: "cohort_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      total_departures: {
        Args: { as_of: string; currency: string; known_at: string }
        Returns: {
          arr: number
          currency: string
          customer_n: number
          is_voluntary: boolean
          month_on: string
          reason: string
        }[]
        SetofOptions: {
          from: "*"
          to: "departure_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      total_periods: {
        Args: {
          as_of: string
          currency: string
          grain: string
          known_at: string
        }
        Returns: {
          change_n: number
          churn_arr: number
          churn_n: number
          contraction_arr: number
          contraction_n: number
          currency: string
          delta_arr: number
          expansion_arr: number
          expansion_n: number
          grain: string
          held_arr: number
          kept_arr: number
          led_churn_arr: number
          led_churn_n: number
          led_contraction_arr: number
          led_contraction_n: number
          led_expansion_arr: number
          led_expansion_n: number
          led_new_arr: number
          led_new_n: number
          led_reactivation_arr: number
          led_reactivation_n: number
          new_arr: number
          new_n: number
          period_on: string
          reactivation_arr: number
          reactivation_n: number
          then_arr: number
        }[]
        SetofOptions: {
          from: "*"
          to: "period_totals"
          isOneToOne: false
          isSetofReturn: true
        }
      }
      totals_basis: {
        Args: {
          as_of: string
          currency: string
          grain: string
          known_at: string
        }
        Returns: {
          changed_ids: string[]
          known_at: string
        }[]
      }
      trial_conversion: {
        Args: { as_of?: string; known_at?: string }
        Returns: {
          avg_days: number
          converted_in_window_matured: number
          converted_to_date: number
          matured: number
          median_days: number
          month: string
          open_trials: number
          rate_to_date: number
          rate_window: number
          started: number
        }[]
      }
      unit_economics: {
        Args: { as_of?: string; currency?: string; known_at?: string }
        Returns: {
          arpa: number
          cac: number
          customer_churn_6m: number
          gross_margin: number
          ltv: number
          ltv_cac: number
          month: string
          new_customers: number
          payback_months: number
          spend: number
        }[]
      }
      what_if_dunning: {
        Args: {
          as_of?: string
          currency?: string
          from_date?: string
          suspend_after_days: number
        }
        Returns: {
          cases: number
          interrupted: number
          interrupted_after: number
          month: string
          mrr: number
          paid: number
          suspended: number
          suspended_after: number
          suspended_mrr: number
          suspended_mrr_after: number
          unpaid: number
          unpaid_after: number
        }[]
      }
      what_if_migration: {
        Args: {
          at?: string
          currency?: string
          cycle?: string
          from_plan_code: string
          to_plan_code: string
        }
        Returns: {
          change: number
          customers: number
          cycle: string
          mrr: number
          mrr_after: number
          paying_less: number
          paying_more: number
          total_mrr: number
          total_mrr_after: number
        }[]
      }
      what_if_price_change: {
        Args: {
          at?: string
          code: string
          currency?: string
          cycle?: string
          percent: number
        }
        Returns: {
          break_even_churn: number
          change: number
          customers: number
          cycle: string
          mrr: number
          mrr_after: number
          total_mrr: number
          total_mrr_after: number
        }[]
      }
    }
    Enums: {
      [_ in never]: never
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
  api: {
    Tables: {
      [_ in never]: never
    }
    Views: {
      activity: {
        Row: {
          action: string
          actor_id: string | null
          actor_kind: string
          actor_name: string | null
          after: Json | null
          api_key_id: string | null
          before: Json | null
          id: string | null
          occurred_at: string
          organization_id: string | null
          reason: string | null
          subject_id: string | null
          subject_kind: string | null
        }
        Relationships: []
      }
      add_ons: {
        Row: {
          amount_per_unit: number
          code: string
          description: string
          feature_code: string
          name: string
          prices: Json | null
          unit: string | null
        }
        Relationships: []
      }
      api_keys: {
        Row: {
          created_at: string
          created_by: string
          id: string
          last_used_at: string | null
          name: string
          organization_id: string
          prefix: string
          revoked_at: string | null
        }
        Insert: {
          created_at?: string | null
          created_by?: string | null
          id?: string | null
          last_used_at?: string | null
          name?: string | null
          organization_id?: string | null
          prefix?: string | null
          revoked_at?: string | null
        }
        Update: {
          created_at?: string | null
          created_by?: string | null
          id?: string | null
          last_used_at?: string | null
          name?: string | null
          organization_id?: string | null
          prefix?: string | null
          revoked_at?: string | null
        }
        Relationships: []
      }
      billing_profile: {
        Row: {
          address_lines: string[]
          contacts: string[]
          country: string | null
          legal_name: string | null
          organization_id: string
          po_number: string | null
          tax_id: string | null
          updated_at: string
        }
        Insert: {
          address_lines?: string[] | null
          contacts?: string[] | null
          country?: string | null
          legal_name?: string | null
          organization_id?: string | null
          po_number?: string | null
          tax_id?: string | null
          updated_at?: string | null
        }
        Update: {
          address_lines?: string[] | null
          contacts?: string[] | null
          country?: string | null
          legal_name?: string | null
          organization_id?: string | null
          po_number?: string | null
          tax_id?: string | null
          updated_at?: string | null
        }
        Relationships: []
      }
      cancellation_reasons: {
        Row: {
          code: string
          description: string
          position: number
        }
        Insert: {
          code?: string | null
          description?: string | null
          position?: number | null
        }
        Update: {
          code?: string | null
          description?: string | null
          position?: number | null
        }
        Relationships: []
      }
      checkout_sessions: {
        Row: {
          created_at: string
          cycle: string | null
          expires_at: string | null
          finished_at: string | null
          id: string
          organization_id: string
          plan_code: string | null
          status: string
          superseded_at: string | null
          url: string | null
        }
        Relationships: []
      }
      commands: {
        Row: {
          created_at: string
          error: Json | null
          finished_at: string | null
          id: string
          kind: string
          organization_id: string | null
          result_url: string | null
          status: string
        }
        Insert: {
          created_at?: string | null
          error?: never
          finished_at?: string | null
          id?: string | null
          kind?: string | null
          organization_id?: string | null
          result_url?: string | null
          status?: string | null
        }
        Update: {
          created_at?: string | null
          error?: never
          finished_at?: string | null
          id?: string | null
          kind?: string | null
          organization_id?: string | null
          result_url?: string | null
          status?: string | null
        }
        Relationships: []
      }
      coupon_redemptions: {
        Row: {
          coupon_code: string
          id: string
          organization_id: string
          requested_at: string
          status: string
        }
        Insert: {
          coupon_code?: string | null
          id?: string | null
          organization_id?: string | null
          requested_at?: string | null
          status?: string | null
        }
        Update: {
          coupon_code?: string | null
          id?: string | null
          organization_id?: string | null
          requested_at?: string | null
          status?: string | null
        }
        Relationships: []
      }
      credit_notes: {
        Row: {
          amount_cents: number
          currency: string
          id: string
          invoice_id: string | null
          issued_at: string
          number: string
          organization_id: string
          subscription_id: string
          tax_cents: number
        }
        Insert: {
          amount_cents?: number | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          issued_at?: string | null
          number?: string | null
          organization_id?: string | null
          subscription_id?: string | null
          tax_cents?: number | null
        }
        Update: {
          amount_cents?: number | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          issued_at?: string | null
          number?: string | null
          organization_id?: string | null
          subscription_id?: string | null
          tax_cents?: number | null
        }
        Relationships: []
      }
      custom_fields: {
        Row: {
          created_at: string
          data_type: string
          id: string
          name: string
          organization_id: string
        }
        Insert: {
          created_at?: string | null
          data_type?: string | null
          id?: string | null
          name?: string | null
          organization_id?: string | null
        }
        Update: {
          created_at?: string | null
          data_type?: string | null
          id?: string | null
          name?: string | null
          organization_id?: string | null
        }
        Relationships: []
      }
      disputes: {
        Row: {
          amount_cents: number
          closed_at: string | null
          created_at: string
          currency: string
          id: string
          invoice_id: string | null
          organization_id: string
          reason: string
          status: string
        }
        Insert: {
          amount_cents?: number | null
          closed_at?: string | null
          created_at?: string | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          organization_id?: string | null
          reason?: string | null
          status?: string | null
        }
        Update: {
          amount_cents?: number | null
          closed_at?: string | null
          created_at?: string | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          organization_id?: string | null
          reason?: string | null
          status?: string | null
        }
        Relationships: []
      }
      dunning_steps: {
        Row: {
          case_id: string
          closed_at: string | null
          due_at: string | null
          email_kind: string | null
          invoice_id: string
          is_payment_retried: boolean
          organization_id: string
          outcome: string | null
          position: number
          restriction: string
          taken_at: string | null
        }
        Relationships: []
      }
      email_domains: {
        Row: {
          checked_at: string | null
          created_at: string
          created_by: string
          domain: string
          error: string | null
          is_being_checked: boolean | null
          is_verified: boolean | null
          missing_since_at: string | null
          organization_id: string
          record_name: string | null
          record_value: string
          verified_at: string | null
        }
        Insert: {
          checked_at?: string | null
          created_at?: string | null
          created_by?: string | null
          domain?: string | null
          error?: string | null
          is_being_checked?: never
          is_verified?: never
          missing_since_at?: string | null
          organization_id?: string | null
          record_name?: never
          record_value?: string | null
          verified_at?: string | null
        }
        Update: {
          checked_at?: string | null
          created_at?: string | null
          created_by?: string | null
          domain?: string | null
          error?: string | null
          is_being_checked?: never
          is_verified?: never
          missing_since_at?: string | null
          organization_id?: string | null
          record_name?: never
          record_value?: string | null
          verified_at?: string | null
        }
        Relationships: []
      }
      entitlements: {
        Row: {
          access: string | null
          expires_at: string | null
          feature: string | null
          granted: boolean | null
          kind: string | null
          limit_value: number | null
          mode: string | null
          organization_id: string | null
          remaining: number | null
          source: string | null
          used: number | null
        }
        Relationships: []
      }
      features: {
        Row: {
          code: string | null
          description: string | null
          kind: string | null
          name: string | null
          plans: Json | null
          position: number | null
          unit: string | null
        }
        Relationships: []
      }
      identity_provider: {
        Row: {
          acr_values: string[]
          client_id: string
          created_at: string
          created_by: string
          default_role: string
          has_secret: boolean | null
          is_required: boolean
          issuer: string
          keys_error: string | null
          keys_fetched_at: string | null
          max_age_seconds: number | null
          organization_id: string
          sign_in_error: string | null
          sign_in_failed_at: string | null
        }
        Relationships: []
      }
      invitations: {
        Row: {
          accepted_at: string | null
          accepted_by: string | null
          created_at: string
          email: string
          expires_at: string
          id: string
          invited_by: string
          organization_id: string
          revoked_at: string | null
          role: string
          status: string | null
        }
        Insert: {
          accepted_at?: string | null
          accepted_by?: string | null
          created_at?: string | null
          email?: string | null
          expires_at?: string | null
          id?: string | null
          invited_by?: string | null
          organization_id?: string | null
          revoked_at?: string | null
          role?: string | null
          status?: never
        }
        Update: {
          accepted_at?: string | null
          accepted_by?: string | null
          created_at?: string | null
          email?: string | null
          expires_at?: string | null
          id?: string | null
          invited_by?: string | null
          organization_id?: string | null
          revoked_at?: string | null
          role?: string | null
          status?: never
        }
        Relationships: []
      }
      invoice_lines: {
        Row: {
          amount_cents: number
          currency: string
          description: string | null
          id: string
          invoice_id: string
          is_proration: boolean
          organization_id: string
          position: number
          quantity: number | null
          service_end: string | null
          service_start: string | null
        }
        Insert: {
          amount_cents?: number | null
          currency?: string | null
          description?: string | null
          id?: string | null
          invoice_id?: string | null
          is_proration?: boolean | null
          organization_id?: string | null
          position?: number | null
          quantity?: number | null
          service_end?: string | null
          service_start?: string | null
        }
        Update: {
          amount_cents?: number | null
          currency?: string | null
          description?: string | null
          id?: string | null
          invoice_id?: string | null
          is_proration?: boolean | null
          organization_id?: string | null
          position?: number | null
          quantity?: number | null
          service_end?: string | null
          service_start?: string | null
        }
        Relationships: []
      }
      invoices: {
        Row: {
          amount_due_cents: number
          amount_paid_cents: number
          amount_refunded_cents: number
          created_at: string
          currency: string
          discount_cents: number
          due_at: string | null
          hosted_url: string | null
          id: string
          issued_at: string | null
          number: string | null
          organization_id: string
          paid_at: string | null
          po_number: string | null
          service_end: string | null
          service_start: string | null
          status: string
          subscription_id: string | null
          subtotal_cents: number
          tax_cents: number
          total_cents: number
        }
        Insert: {
          amount_due_cents?: number | null
          amount_paid_cents?: number | null
          amount_refunded_cents?: number | null
          created_at?: string | null
          currency?: string | null
          discount_cents?: number | null
          due_at?: string | null
          hosted_url?: string | null
          id?: string | null
          issued_at?: string | null
          number?: string | null
          organization_id?: string | null
          paid_at?: string | null
          po_number?: string | null
          service_end?: string | null
          service_start?: string | null
          status?: string | null
          subscription_id?: string | null
          subtotal_cents?: number | null
          tax_cents?: number | null
          total_cents?: number | null
        }
        Update: {
          amount_due_cents?: number | null
          amount_paid_cents?: number | null
          amount_refunded_cents?: number | null
          created_at?: string | null
          currency?: string | null
          discount_cents?: number | null
          due_at?: string | null
          hosted_url?: string | null
          id?: string | null
          issued_at?: string | null
          number?: string | null
          organization_id?: string | null
          paid_at?: string | null
          po_number?: string | null
          service_end?: string | null
          service_start?: string | null
          status?: string | null
          subscription_id?: string | null
          subtotal_cents?: number | null
          tax_cents?: number | null
          total_cents?: number | null
        }
        Relationships: []
      }
      me: {
        Row: {
          created_at: string
          email: string
          email_verified_at: string | null
          full_name: string
          id: string
          organization_id: string | null
          permissions: string[] | null
          role: string | null
          session_kind: string | null
        }
        Insert: {
          created_at?: string | null
          email?: string | null
          email_verified_at?: string | null
          full_name?: string | null
          id?: string | null
          organization_id?: never
          permissions?: never
          role?: never
          session_kind?: never
        }
        Update: {
          created_at?: string | null
          email?: string | null
          email_verified_at?: string | null
          full_name?: string | null
          id?: string | null
          organization_id?: never
          permissions?: never
          role?: never
          session_kind?: never
        }
        Relationships: []
      }
      members: {
        Row: {
          created_at: string
          email: string
          full_name: string
          id: string
          organization_id: string
          role: string
          user_id: string
        }
        Relationships: []
      }
      notifications: {
        Row: {
          created_at: string
          finished_at: string | null
          id: string
          kind: string
          organization_id: string | null
          status: string
        }
        Insert: {
          created_at?: string | null
          finished_at?: string | null
          id?: string | null
          kind?: string | null
          organization_id?: string | null
          status?: string | null
        }
        Update: {
          created_at?: string | null
          finished_at?: string | null
          id?: string | null
          kind?: string | null
          organization_id?: string | null
          status?: string | null
        }
        Relationships: []
      }
      organization: {
        Row: {
          created_at: string
          current_at: string | null
          id: string
          is_sandbox: boolean
          is_second_factor_required: boolean
          name: string
        }
        Insert: {
          created_at?: string | null
          current_at?: never
          id?: string | null
          is_sandbox?: boolean | null
          is_second_factor_required?: boolean | null
          name?: string | null
        }
        Update: {
          created_at?: string | null
          current_at?: never
          id?: string | null
          is_sandbox?: boolean | null
          is_second_factor_required?: boolean | null
          name?: string | null
        }
        Relationships: []
      }
      organizations: {
        Row: {
          created_at: string | null
          id: string | null
          is_current: boolean | null
          is_sandbox: boolean | null
          name: string | null
          role: string | null
        }
        Relationships: []
      }
      payments: {
        Row: {
          amount_cents: number
          created_at: string
          currency: string
          id: string
          invoice_id: string | null
          organization_id: string
          paid_at: string | null
          status: string
        }
        Insert: {
          amount_cents?: number | null
          created_at?: string | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          organization_id?: string | null
          paid_at?: string | null
          status?: string | null
        }
        Update: {
          amount_cents?: number | null
          created_at?: string | null
          currency?: string | null
          id?: string | null
          invoice_id?: string | null
          organization_id?: string | null
          paid_at?: string | null
          status?: string | null
        }
        Relationships: []
      }
      pending_change: {
        Row: {
          add_on_code: string | null
          cycle: string | null
          effective_at: string | null
          error: Json | null
          id: string | null
          kind: string | null
          organization_id: string | null
          plan_code: string | null
          quantity: number | null
          requested_at: string | null
          status: string | null
          subscription_id: string | null
        }
        Relationships: []
      }
      plans: {
        Row: {
          allowances: Json | null
          code: string
          description: string
          features: Json | null
          limits: Json | null
          name: string
          prices: Json | null
          rank: number
        }
        Relationships: []
      }
      plants: {
        Row: {
          created_at: string
          id: string
          name: string
          organization_id: string
        }
        Insert: {
          created_at?: string | null
          id?: string | null
          name?: string | null
          organization_id?: string | null
        }
        Update: {
          created_at?: string | null
          id?: string | null
          name?: string | null
          organization_id?: string | null
        }
        Relationships: []
      }
      prices: {
        Row: {
          add_on_code: string | null
          currency: string
          cycle: string
          id: string
          lookup_key: string
          plan_code: string | null
          unit_amount_cents: number
        }
        Relationships: []
      }
      refunds: {
        Row: {
          amount_cents: number
          charge_id: string
          currency: string
          id: string
          invoice_id: string | null
          organization_id: string
          refunded_at: string
        }
        Relationships: []
      }
      second_factor: {
        Row: {
          enrolled_at: string | null
          recovery_codes_left: number | null
        }
        Insert: {
          enrolled_at?: string | null
          recovery_codes_left?: never
        }
        Update: {
          enrolled_at?: string | null
          recovery_codes_left?: never
        }
        Relationships: []
      }
      sessions: {
        Row: {
          address: string | null
          client: string | null
          created_at: string
          expires_at: string
          id: string
          is_current: boolean | null
          last_used_at: string | null
          signed_in_by: string | null
        }
        Insert: {
          address?: never
          client?: string | null
          created_at?: string | null
          expires_at?: string | null
          id?: string | null
          is_current?: never
          last_used_at?: string | null
          signed_in_by?: never
        }
        Update: {
          address?: never
          client?: string | null
          created_at?: string | null
          expires_at?: string | null
          id?: string | null
          is_current?: never
          last_used_at?: string | null
          signed_in_by?: never
        }
        Relationships: []
      }
      subscription: {
        Row: {
          access: string
          add_ons: Json | null
          allowed_commands: string[] | null
          cancel_at: string | null
          currency: string | null
          current_period_end: string | null
          current_period_start: string | null
          cycle: string | null
          ended_at: string | null
          id: string
          mrr_cents: number | null
          organization_id: string
          plan_code: string | null
          resumes_at: string | null
          status: string
          status_reason: string | null
          trial_days_left: number | null
          trial_ends_at: string | null
        }
        Relationships: []
      }
      subscription_history: {
        Row: {
          access: string
          add_ons: Json | null
          currency: string | null
          cycle: string | null
          id: string
          mrr_cents: number | null
          organization_id: string
          plan_code: string | null
          status: string
          status_reason: string | null
          subscription_id: string
          valid_from: string | null
          valid_until: string | null
        }
        Relationships: []
      }
      usage: {
        Row: {
          feature: string | null
          limit_value: number | null
          organization_id: string | null
          percent: number | null
          period_end: string | null
          period_start: string | null
          used: number | null
        }
        Relationships: []
      }
      usage_alerts: {
        Row: {
          feature: string
          limit_value: number
          organization_id: string
          period_end: string
          period_start: string
          raised_at: string
          threshold_percent: number
          used: number | null
        }
        Insert: {
          feature?: string | null
          limit_value?: number | null
          organization_id?: string | null
          period_end?: string | null
          period_start?: string | null
          raised_at?: string | null
          threshold_percent?: number | null
          used?: never
        }
        Update: {
          feature?: string | null
          limit_value?: number | null
          organization_id?: string | null
          period_end?: string | null
          period_start?: string | null
          raised_at?: string | null
          threshold_percent?: number | null
          used?: never
        }
        Relationships: []
      }
      usage_history: {
        Row: {
          feature: string
          limit_value: number | null
          organization_id: string
          percent: number | null
          period_end: string
          period_start: string
          taken_at: string
          used: number | null
        }
        Insert: {
          feature?: string | null
          limit_value?: number | null
          organization_id?: string | null
          percent?: never
          period_end?: string | null
          period_start?: string | null
          taken_at?: string | null
          used?: never
        }
        Update: {
          feature?: string | null
          limit_value?: number | null
          organization_id?: string | null
          percent?: never
          period_end?: string | null
          period_start?: string | null
          taken_at?: string | null
          used?: never
        }
        Relationships: []
      }
      webhook_deliveries: {
        Row: {
          attempts: number
          created_at: string
          duration_ms: number | null
          endpoint_id: string
          error: string | null
          event_data: NonNullable<Json>
          event_id: string
          event_type: string
          finished_at: string | null
          http_status: number | null
          id: string
          next_attempt_at: string | null
          occurred_at: string
          organization_id: string
          response_excerpt: string | null
          status: string
        }
        Relationships: []
      }
      webhook_delivery_attempts: {
        Row: {
          attempt: number
          delivery_id: string
          duration_ms: number | null
          error: string | null
          finished_at: string
          http_status: number | null
          organization_id: string
          response_excerpt: string | null
        }
        Insert: {
          attempt?: number | null
          delivery_id?: string | null
          duration_ms?: number | null
          error?: string | null
          finished_at?: string | null
          http_status?: number | null
          organization_id?: string | null
          response_excerpt?: string | null
        }
        Update: {
          attempt?: number | null
          delivery_id?: string | null
          duration_ms?: number | null
          error?: string | null
          finished_at?: string | null
          http_status?: number | null
          organization_id?: string | null
          response_excerpt?: string | null
        }
        Relationships: []
      }
      webhook_endpoints: {
        Row: {
          created_at: string
          created_by: string
          description: string | null
          disabled_at: string | null
          disabled_reason: string | null
          event_types: string[]
          failing_since_at: string | null
          id: string
          is_enabled: boolean | null
          organization_id: string
          url: string
        }
        Insert: {
          created_at?: string | null
          created_by?: string | null
          description?: string | null
          disabled_at?: string | null
          disabled_reason?: string | null
          event_types?: string[] | null
          failing_since_at?: string | null
          id?: string | null
          is_enabled?: never
          organization_id?: string | null
          url?: string | null
        }
        Update: {
          created_at?: string | null
          created_by?: string | null
          description?: string | null
          disabled_at?: string | null
          disabled_reason?: string | null
          event_types?: string[] | null
          failing_since_at?: string | null
          id?: string | null
          is_enabled?: never
          organization_id?: string | null
          url?: string | null
        }
        Relationships: []
      }
      webhook_event_types: {
        Row: {
          description: string
          type: string
        }
        Insert: {
          description?: string | null
          type?: string | null
        }
        Update: {
          description?: string | null
          type?: string | null
        }
        Relationships: []
      }
    }
    Functions: {
      accept_invitation: {
        Args: {
          code?: string
          full_name?: string
          password?: string
          token: string
        }
        Returns: Json
      }
      add_email_domain: { Args: { domain: string }; Returns: Json }
      apply_coupon: { Args: { code: string }; Returns: Json }
      cancel_pending_change: { Args: { id?: string }; Returns: Json }
      cancel_subscription: {
        Args: { at_period_end?: boolean; comment?: string; reason: string }
        Returns: Json
      }
      change_member_role: {
        Args: { role: string; user_id: string }
        Returns: undefined
      }
      change_password: {
        Args: { current_password: string; new_password: string }
        Returns: Json
      }
      change_plan: {
        Args: { cycle?: string; plan_code: string }
        Returns: Json
      }
      check_email_domain: { Args: { domain: string }; Returns: undefined }
      check_entitlement: { Args: { feature: string }; Returns: Json }
      confirm_second_factor: { Args: { code: string }; Returns: Json }
      create_api_key: { Args: { name: string }; Returns: Json }
      create_custom_field: {
        Args: { data_type?: string; name: string }
        Returns: Json
      }
      create_organization: { Args: { name: string }; Returns: Json }
      create_plant: { Args: { name: string }; Returns: Json }
      create_plants: { Args: { names: string[] }; Returns: Json }
      create_webhook_endpoint: {
        Args: { description?: string; event_types?: string[]; url: string }
        Returns: Json
      }
      credit_note_pdf: { Args: { id: string }; Returns: unknown }
      delete_custom_field: { Args: { id: string }; Returns: undefined }
      delete_plant: { Args: { id: string }; Returns: undefined }
      delete_webhook_endpoint: { Args: { id: string }; Returns: undefined }
      disable_webhook_endpoint: { Args: { id: string }; Returns: undefined }
      enable_webhook_endpoint: { Args: { id: string }; Returns: undefined }
      end_other_sessions: { Args: { password?: string }; Returns: Json }
      end_session: { Args: { id: string; password?: string }; Returns: Json }
      enroll_second_factor: {
        Args: { code?: string; password: string }
        Returns: Json
      }
      exchange_api_key: { Args: { api_key: string }; Returns: Json }
      explain_entitlement: {
        Args: { feature: string }
        Returns: {
          applied: boolean
          code: string
          expires_at: string
          granted: boolean
          limit_value: number
          position: number
          quantity: number
          reason: string
          source: string
          starts_at: string
        }[]
      }
      export_my_data: { Args: Record<PropertyKey, never>; Returns: unknown }
      export_organization: {
        Args: Record<PropertyKey, never>
        Returns: unknown
      }
      find_redirect_uri: { Args: Record<PropertyKey, never>; Returns: string }
      invite_member: { Args: { email: string; role: string }; Returns: Json }
      invoice_pdf: { Args: { id: string }; Returns: unknown }
      open_billing_portal: { Args: Record<PropertyKey, never>; Returns: Json }
      pause_subscription: { Args: { resumes_at: string }; Returns: Json }
      preview_change: {
        Args: { add_ons?: Json; cycle?: string; plan_code?: string }
        Returns: Json
      }
      reactivate_subscription: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      refresh: { Args: { refresh_token?: string }; Returns: Json }
      remove_email_domain: { Args: { domain: string }; Returns: undefined }
      remove_identity_provider: {
        Args: Record<PropertyKey, never>
        Returns: undefined
      }
      remove_member: { Args: { user_id: string }; Returns: undefined }
      remove_second_factor: {
        Args: { code?: string; password: string }
        Returns: Json
      }
      rename_organization: { Args: { name: string }; Returns: undefined }
      renew_recovery_codes: {
        Args: { code: string; password: string }
        Returns: Json
      }
      replay_delivery: { Args: { id: string }; Returns: Json }
      report_gauge: { Args: { feature: string; value: number }; Returns: Json }
      report_usage: { Args: { "": Json }; Returns: Json }
      request_email_verification: {
        Args: Record<PropertyKey, never>
        Returns: Json
      }
      request_password_reset: { Args: { email: string }; Returns: Json }
      require_second_factor: {
        Args: { is_required: boolean }
        Returns: undefined
      }
      reset_password: {
        Args: { new_password: string; token: string }
        Returns: Json
      }
      resume_subscription: { Args: Record<PropertyKey, never>; Returns: Json }
      revoke_api_key: { Args: { id: string }; Returns: undefined }
      revoke_invitation: { Args: { id: string }; Returns: undefined }
      rotate_webhook_secret: { Args: { endpoint_id: string }; Returns: Json }
      send_test_event: { Args: { endpoint_id: string }; Returns: Json }
      set_add_on: {
        Args: { add_on_code: string; quantity: number }
        Returns: Json
      }
      set_billing_profile: {
        Args: {
          address_lines?: string[]
          contacts?: string[]
          country?: string
          legal_name?: string
          po_number?: string
          tax_id?: string
        }
        Returns: undefined
      }
      set_identity_provider: {
        Args: {
          acr_values?: string[]
          client_id: string
          client_secret?: string
          default_role?: string
          is_required?: boolean
          issuer: string
          max_age_seconds?: number
        }
        Returns: undefined
      }
      sign_in: {
        Args: { code?: string; email: string; password: string }
        Returns: Json
      }
      sign_out: { Args: { refresh_token?: string }; Returns: undefined }
      sign_up: {
        Args: {
          email: string
          full_name: string
          organization_name: string
          password: string
        }
        Returns: Json
      }
      start_checkout: {
        Args: { cycle: string; end_trial?: boolean; plan_code: string }
        Returns: Json
      }
      switch_organization: { Args: { organization_id: string }; Returns: Json }
      undo_cancellation: { Args: Record<PropertyKey, never>; Returns: Json }
      unsubscribe: { Args: { token: string }; Returns: Json }
      update_webhook_endpoint: {
        Args: {
          description?: string
          event_types?: string[]
          id: string
          url?: string
        }
        Returns: Json
      }
      verify_email: { Args: { token: string }; Returns: Json }
      write_csv: { Args: Record<PropertyKey, never>; Returns: unknown }
    }
    Enums: {
      [_ in never]: never
    }
    CompositeTypes: {
      [_ in never]: never
    }
  }
}

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "public">]

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
        DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? (DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"] &
      DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"])[TableName] extends {
      Row: infer R
    }
    ? R
    : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] &
        DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] &
        DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
        Row: infer R
      }
      ? R
      : never
    : never

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Insert: infer I
    }
    ? I
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Insert: infer I
      }
      ? I
      : never
    : never

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends (DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never) = never,
> = DefaultSchemaTableNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends {
      Update: infer U
    }
    ? U
    : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
        Update: infer U
      }
      ? U
      : never
    : never

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends (DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never) = never,
> = DefaultSchemaEnumNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
    : never

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends (PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals
  }
    ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never) = never,
> = PublicCompositeTypeNameOrOptions extends {
  schema: keyof DatabaseWithoutInternals
}
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][CompositeTypeName]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
    : never

export const Constants = {
  admin: {
    Enums: {},
  },
  analytics: {
    Enums: {},
  },
  api: {
    Enums: {},
  },
} as const
