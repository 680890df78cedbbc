package dev.solera.ipvs.kernel;

import dev.solera.netlink.MessageWriter;
import java.util.function.Consumer;

/** One change of the kernel's table: one message. */
public sealed interface Change {
    /** The service it is about. */
    ServiceKey service();

    /** What it does, in the operator's words. */
    String subject();

    /** {@code IPVS_CMD_*}. */
    int command();

    /** What follows the generic header. */
    Consumer<MessageWriter> body();

    /** Makes a service; {@code EEXIST} where it is there, {@code ENOENT} where the kernel has no such scheduler or engine. */
    record AddService(KernelService to) implements Change {
        @Override
        public ServiceKey service() {
            return to.key();
        }

        @Override
        public String subject() {
            return "add service " + to.key();
        }

        @Override
        public int command() {
            return Codec.NEW_SERVICE;
        }

        @Override
        public Consumer<MessageWriter> body() {
            return Codec.service(to);
        }
    }

    /** Gives a service another scheduler, other flags or other persistence; connections stay. {@code ESRCH} where there is none. */
    record EditService(KernelService to) implements Change {
        @Override
        public ServiceKey service() {
            return to.key();
        }

        @Override
        public String subject() {
            return "edit service " + to.key();
        }

        @Override
        public int command() {
            return Codec.SET_SERVICE;
        }

        @Override
        public Consumer<MessageWriter> body() {
            return Codec.service(to);
        }
    }

    /** Deletes a service with its destinations; {@code ESRCH} where there is none. */
    record DeleteService(ServiceKey service) implements Change {
        @Override
        public String subject() {
            return "delete service " + service;
        }

        @Override
        public int command() {
            return Codec.DEL_SERVICE;
        }

        @Override
        public Consumer<MessageWriter> body() {
            return Codec.service(service);
        }
    }

    /** Adds a destination; {@code EEXIST} where it is there, {@code ESRCH} where its service is not. */
    record AddDestination(ServiceKey service, KernelDestination to) implements Change {
        @Override
        public String subject() {
            return "add destination " + service + " -> " + to.key();
        }

        @Override
        public int command() {
            return Codec.NEW_DEST;
        }

        @Override
        public Consumer<MessageWriter> body() {
            return Codec.destination(service, to);
        }
    }

    /** Gives a destination another weight, method or thresholds; connections stay. {@code ENOENT} where there is none. */
    record EditDestination(ServiceKey service, KernelDestination to) implements Change {
        @Override
        public String subject() {
            return "edit destination " + service + " -> " + to.key();
        }

        @Override
        public int command() {
            return Codec.SET_DEST;
        }

        @Override
        public Consumer<MessageWriter> body() {
            return Codec.destination(service, to);
        }
    }

    /** Removes a destination; packets of connections that it still has are dropped. {@code ENOENT} where there is none. */
    record DeleteDestination(ServiceKey service, DestinationKey destination) implements Change {
        @Override
        public String subject() {
            return "delete destination " + service + " -> " + destination;
        }

        @Override
        public int command() {
            return Codec.DEL_DEST;
        }

        @Override
        public Consumer<MessageWriter> body() {
            return Codec.destination(service, destination);
        }
    }
}
