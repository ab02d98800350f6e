package io.downclimb.api.config;

import java.util.Locale;
import java.util.regex.Pattern;

/** Addresses of this machine, told by their text alone: a name service may answer otherwise tomorrow. */
final class Loopback {
    private static final Pattern IPV4 = Pattern.compile("127(\\.\\d{1,3}){3}");

    private Loopback() {}

    static boolean is(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals("localhost")
                || name.equals("::1")
                || name.equals("[::1]")
                || IPV4.matcher(name).matches();
    }
}
