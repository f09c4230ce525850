create or replace function identity.current_client_name()
returns text
language sql
stable
begin atomic
    select
        case
            when b.name is not null then concat_ws(' on ', b.name, s.name)
            -- Programs call themselves name/version.
            else substring(a.agent from '^([[:alnum:]][[:alnum:]._-]{0,39})(?:/|$)')
        end
    from (values (left(util.request_header('user-agent'), 500))) as a (agent)
    left join lateral (
        -- Each also calls itself what stands below it.
        select k.name
        from (
            values
            (1, '\yEdgA?(iOS)?/', 'Edge'),
            (2, '\y(OPR|Opera)/', 'Opera'),
            (3, '\y(Firefox|FxiOS)/', 'Firefox'),
            (4, '\y(Chrome|CriOS)/', 'Chrome'),
            (5, '\ySafari/', 'Safari')
        ) as k (position, pattern, name)
        where a.agent ~ k.pattern
        order by k.position
        limit 1
    ) as b on true
    left join lateral (
        select k.name
        from (
            values
            (1, '\y(iPhone|iPad)\y', 'iOS'),
            (2, '\yAndroid\y', 'Android'),
            (3, '\yWindows\y', 'Windows'),
            (4, '\yMac OS X\y', 'macOS'),
            (5, '\yCrOS\y', 'ChromeOS'),
            (6, '\yLinux\y', 'Linux')
        ) as k (position, pattern, name)
        where a.agent ~ k.pattern
        order by k.position
        limit 1
    ) as s on true;
end;

comment on function identity.current_client_name() is
'What asks, roughly, from the header User-Agent: Firefox on Windows, or how a program calls itself.
Versions tell more of a person than the person needs to know the own device by. Null if it says nothing.';
