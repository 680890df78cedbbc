package dev.solera.proxy;

import dev.solera.api.Addresses;
import dev.solera.api.Mode;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a plane alone until it is killed, to be measured: {@code Bench http|tcp <listen> <server>[,<server>…] [transport] [loops]},
 * such as {@code Bench http 127.0.0.1:8080 127.0.0.1:9090 epoll 1}.
 */
public final class Bench {
    private Bench() {}

    public static void main(String[] args) throws InterruptedException {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String server : args[2].split(",")) {
            servers.add(Addresses.parse(server));
        }
        ProxySettings settings = ProxySettings.DEFAULT
                .with(args.length > 3 ? Transport.valueOf(args[3].toUpperCase(java.util.Locale.ROOT)) : Transport.AUTO)
                .withEventLoops(args.length > 4 ? Integer.parseInt(args[4]) : 0);
        ProxyPlane plane = new ProxyPlane(settings);
        Lab lab = new Lab(plane);
        lab.listen = Addresses.parse(args[1]);
        lab.group();
        for (InetSocketAddress server : servers) {
            lab.real(server);
        }
        lab.service(Mode.valueOf(args[0].toUpperCase(java.util.Locale.ROOT)));
        System.out.println(plane.capabilities().description() + " on " + args[1]);
        Thread.currentThread().join();
    }
}
